import type { Call } from '../../definition/call.js';
import { ResponseError } from '../../errors/errors.js';
import type { JsonRecord } from '../../util/is-record.js';
import { type Asking, askServer, type OAuthFields } from './request.js';
import { GRANTS, type OAuthClient, type OAuthVendor } from './vendor.js';

/** The tokens in a response of an OAuth server (RFC 6749, section 5.1). */
export interface IssuedTokens {
  accessToken: string;
  /** Absent if the old one still works. */
  refreshToken?: string | undefined;
  /** Seconds, if the server sent them. */
  expiresIn?: number | undefined;
}

/** When issued tokens expire, in milliseconds since 1970. */
export function expiryOf({ expiresIn }: IssuedTokens): number | undefined {
  return expiresIn === undefined ? undefined : Date.now() + expiresIn * 1000;
}

/** Requests tokens from the token endpoint. Returns the response as the vendor sent it. */
export async function askForTokens(
  call: Call,
  vendor: OAuthVendor,
  fields: OAuthFields,
  asking: Asking,
): Promise<JsonRecord> {
  const answer = await askServer(call, vendor, vendor.token, fields, asking);
  tokensIn(call, answer);
  return answer;
}

/** Gets new tokens for a refresh token. One that works only once is not sent again after a failure. */
export async function refreshTokens(
  call: Call,
  vendor: OAuthVendor,
  { clientId, clientSecret }: OAuthClient,
  refreshToken: string,
): Promise<IssuedTokens> {
  const fields = {
    grant_type: GRANTS.refresh,
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: clientSecret,
  };
  const effect = vendor.rotates ? 'write' : 'read';
  return tokensIn(call, await askForTokens(call, vendor, fields, { effect }));
}

/** Gets a token for the application itself. */
export async function clientTokens(
  call: Call,
  vendor: OAuthVendor,
  client: OAuthClient,
): Promise<IssuedTokens> {
  return tokensIn(call, await askForClientTokens(call, vendor, client));
}

/** The same, as the vendor sent it. Each request gets a token: nothing else changes. */
export function askForClientTokens(
  call: Call,
  vendor: OAuthVendor,
  { clientId, clientSecret }: OAuthClient,
): Promise<JsonRecord> {
  const fields = {
    grant_type: GRANTS.client,
    client_id: clientId,
    client_secret: clientSecret,
  };
  return askForTokens(call, vendor, fields, { effect: 'read' });
}

/** The characters that a header can contain. */
const TOKEN = /^[\x21-\x7e]+$/;

/**
 * Returns the tokens in a response.
 *
 * @throws {ResponseError} There is no access token, or it is not a bearer token.
 */
export function tokensIn({ method }: Call, answer: JsonRecord): IssuedTokens {
  const { access_token: accessToken, token_type: type } = answer;
  const { refresh_token: refreshToken, expires_in: expires } = answer;
  const wrong = (message: string) => new ResponseError({ method, message });
  if (typeof accessToken !== 'string' || !TOKEN.test(accessToken)) {
    throw wrong('the response of the OAuth server has no valid access_token');
  }
  if (type !== undefined && !(typeof type === 'string' && /^bearer$/i.test(type.trim()))) {
    throw wrong('the OAuth server issued a token that is not a bearer token');
  }
  const isRefresh = typeof refreshToken === 'string' && refreshToken !== '';
  return {
    accessToken,
    refreshToken: isRefresh ? refreshToken : undefined,
    expiresIn: secondsIn(expires),
  };
}

/** A number, or a number in a string. */
function secondsIn(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : undefined;
}
