import type { Call } from '../../definition/call.js';
import type { JsonRecord } from '../../util/is-record.js';

/**
 * How a vendor implements OAuth 2.0: its endpoints, and how it differs from the RFCs.
 *
 *     const vendor: OAuthVendor = {
 *       authorize: 'https://accounts.example/authorize',
 *       token: 'https://accounts.example/token',
 *       reference: 'https://accounts.example/docs',
 *     };
 */
export interface OAuthVendor {
  /** The token endpoint (RFC 6749, section 3.2). */
  token: string;
  /** The authorization endpoint: the page on which a user lets the application in. */
  authorize?: string;
  /** For the device flow (RFC 8628). */
  device?: DeviceEndpoint;
  /** How the client authenticates: with form fields (the default), or with Basic authentication. */
  client?: 'fields' | 'basic';
  /** The verb of the token endpoint. The RFC allows only POST. With GET the fields are in the query. */
  verb?: 'POST' | 'GET';
  /** The separator of scopes. Default: a space. */
  scopeSeparator?: string;
  /** True if the vendor refuses a link without a code challenge (PKCE, RFC 7636). */
  pkce?: boolean;
  /**
   * True if the application itself gets tokens (RFC 6749, section 4.4): credentials then have no
   * refresh token.
   */
  clientCredentials?: boolean;
  /** True if a refresh token works only once: each response has a new one. */
  rotates?: boolean;
  /** The option of the access token in the service's methods. Default `token`. */
  tokenOption?: string;
  /** The page of the vendor's documentation about OAuth. */
  reference: string;
  /** Reads a refusal that is not in the form of the RFC. */
  refusal?(body: JsonRecord): OAuthRefusal | undefined;
  /** What to do about an error code, if the vendor has a more specific hint. */
  hint?(reason: string, call: Call): string | undefined;
}

export interface DeviceEndpoint {
  /** The device authorization endpoint. */
  url: string;
  /** The grant type at the token endpoint, if it is not that of the RFC. */
  grantType?: string;
  /** The field that carries the device code there. Default `device_code`. */
  field?: string;
  /** Milliseconds between two attempts. Default 5 seconds. */
  interval?: number;
  /** Milliseconds that are added each time the vendor asks to slow down. Default 5 seconds. */
  slowDown?: number;
}

/** Error code and description, as in RFC 6749, section 5.2. */
export interface OAuthRefusal {
  reason: string;
  message?: string | undefined;
}

/** The application, as the vendor knows it. */
export interface OAuthClient {
  clientId: string;
  /** None for a public client. */
  clientSecret?: string | undefined;
}

export const GRANTS = {
  client: 'client_credentials',
  code: 'authorization_code',
  refresh: 'refresh_token',
  device: 'urn:ietf:params:oauth:grant-type:device_code',
  assertion: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
} as const;
