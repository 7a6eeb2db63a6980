import type { OAuthVendor } from '../../core/rest/oauth/vendor.js';

/** The server of the API, which also issues its tokens. */
export const API = 'https://api.x.com';

/** OAuth 2.0 of X: with PKCE, and with refresh tokens that work only once. */
export const vendor: OAuthVendor = {
  authorize: 'https://x.com/i/oauth2/authorize',
  token: `${API}/2/oauth2/token`,
  client: 'basic',
  pkce: true,
  rotates: true,
  reference: 'https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code',
  hint: (reason) => HINTS[reason],
};

const HINTS: Readonly<Record<string, string>> = {
  invalid_request:
    'A code works once, for 30 seconds, with the redirect URI and the code verifier of its link; a refresh token works once.',
  invalid_client: 'Check client_id and client_secret: see the keys of the app in the console of X.',
  unauthorized_client:
    'An app of the type "web app" or "automated app" also needs its client_secret.',
};

/** What the methods of this service need. `offline.access` asks for a refresh token. */
export const SCOPES = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'];
