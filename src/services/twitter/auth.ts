import type { Call } from '../../core/definition/call.js';
import { any } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { recordIn, tokensOf, withTokens } from '../../core/rest/oauth/credentials.js';
import { authorizationLink, codeIn } from '../../core/rest/oauth/link.js';
import { oauthMethods } from '../../core/rest/oauth/methods.js';
import { authorizationCode } from '../../core/rest/oauth/params.js';
import { askForTokens, expiryOf, tokensIn } from '../../core/rest/oauth/tokens.js';
import { GRANTS } from '../../core/rest/oauth/vendor.js';
import { rest } from '../../core/rest/table.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Access, access, needed } from './access.js';
import { API, SCOPES, vendor } from './vendor.js';
import { table } from './wire.js';

const oauth = oauthMethods('twitter', vendor, {});
const { custom } = rest({ service: 'twitter', target: () => ({ base: API }) });

const APP = "'client_id':'rG9n6402A3dbUJKzXTNX4oWHJ'";
const VERIFIED = `${APP},'redirect_uri':'https://example.com/x','code_verifier':'env:X_CODE_VERIFIER'`;

const withVerifier = access({ optional: true, example: `{${VERIFIED}}` });

/** Exchanges a code for tokens. */
function tokensFor(call: Call, auth: Access | undefined, code: string): Promise<JsonRecord> {
  const grant = {
    grant_type: GRANTS.code,
    code,
    redirect_uri: needed(call, auth, 'redirect_uri'),
    code_verifier: needed(call, auth, 'code_verifier'),
    client_id: needed(call, auth, 'client_id'),
    client_secret: auth!.texts.client_secret,
  };
  return askForTokens(call, vendor, grant, { effect: 'write' });
}

export const auth = table({
  /**
   * Creates the link where a user lets the app in, with a code challenge (PKCE).
   *
   * Fields of the record: `client_id`, `redirect_uri` and `code_verifier`, which GetCodeVerifier
   * creates; optionally `scope` and `state`. The redirect has a code for GetToken.
   *
   * @see https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
   */
  getAuthorizationLink: custom({
    effect: 'read',
    offline: true,
    params: { auth: withVerifier },
    run: ({ auth }, call): string =>
      authorizationLink(call, vendor, {
        response_type: 'code',
        client_id: needed(call, auth, 'client_id'),
        redirect_uri: needed(call, auth, 'redirect_uri'),
        scope: auth!.texts.scope ?? SCOPES.join(' '),
        // X requires one, though PKCE already does what it is for.
        state: auth!.texts.state ?? 'oint',
        code_verifier: needed(call, auth, 'code_verifier'),
      }),
  }),
  /**
   * Gets an access token and a refresh token for a code. The code expires after 30 seconds.
   *
   * Fields of the record: those of GetAuthorizationLink, with the same `code_verifier`; an app that
   * runs on a server also needs `client_secret`.
   *
   * @see https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
   */
  getToken: custom({
    effect: 'write',
    address: API,
    params: { code: authorizationCode({ example: 'env:X_CODE' }), auth: withVerifier },
    run: ({ code, auth }, call) => tokensFor(call, auth, codeIn(call, 'code', code)),
  }),
  /**
   * Gets new access and refresh tokens for a refresh token, which works only once.
   *
   * Fields of the record: `client_id`, `refresh_token`, and `client_secret` as for GetToken. If the
   * record is stored in a config, it gets the new tokens.
   *
   * @see https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
   */
  refreshToken: custom({
    effect: 'write',
    address: API,
    params: {
      auth: access({ optional: true, example: `{${APP},'refresh_token':'env:X_REFRESH_TOKEN'}` }),
    },
    run: ({ auth }, call) => refreshed(call, auth),
  }),
  /**
   * Gets tokens for the request with which X sends a user back to your server.
   *
   * Pass the request of Node or of the Fetch API, or its URL. Responding to it is up to your server.
   * If the record has a `state`, the request must have the same one.
   *
   * @throws {InputError} The user has let nobody in, or the state differs.
   * @see https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
   */
  handleIncomingRequestAfterAuthorization: custom({
    effect: 'write',
    address: API,
    programOnly: true,
    params: {
      request: any('Incoming request, or its URL', {
        option: 'service',
        example: 'https://example.com/x?code=dGhlIGNvZGU&state=oint',
      }),
      auth: access({ option: 'access', optional: true, example: `{${VERIFIED}}` }),
    },
    run: ({ request, auth }, call) => tokensFor(call, auth, codeOf(call, request, auth)),
  }),
  /** Creates a code verifier (PKCE) for GetAuthorizationLink and GetToken. Keep it secret. */
  getCodeVerifier: oauth.codeVerifier(),
});

/** The code in an incoming request. */
function codeOf(call: Call, request: unknown, auth: Access | undefined): string {
  const url = typeof request === 'object' && request !== null ? urlOf(request) : request;
  const wrong = (what: string) => inputError(callContext(call, 'request'), what);
  // Node's requests have only the path.
  const isUrl = typeof url === 'string' && URL.canParse(url, 'http://localhost');
  if (!isUrl) throw wrong(' must be a request, or its URL');
  const address = new URL(url, 'http://localhost');
  const state = auth?.texts.state;
  if (state !== undefined && address.searchParams.get('state') !== state) {
    throw wrong(': its state is not that of the link, so it may be forged');
  }
  return codeIn(call, 'request', address.href);
}

function urlOf(request: object): unknown {
  return request instanceof URL ? request.href : (request as { url?: unknown }).url;
}

/** Exchanges the refresh token; the stored one, which another process may have replaced. */
async function refreshed(call: Call, auth: Access | undefined): Promise<JsonRecord> {
  const grant = {
    grant_type: GRANTS.refresh,
    refresh_token: needed(call, auth, 'refresh_token'),
    client_id: needed(call, auth, 'client_id'),
    client_secret: auth!.texts.client_secret,
  };
  const ask = (fields: typeof grant) => askForTokens(call, vendor, fields, { effect: 'write' });
  if (!call.keeper || call.dryRun) return ask(grant);
  let answer: JsonRecord | undefined;
  await call.keeper.replace('auth', call, async (kept) => {
    const record = await recordIn(kept);
    const stored = record && tokensOf(record).refreshToken;
    answer = await ask(stored === undefined ? grant : { ...grant, refresh_token: stored });
    const issued = tokensIn(call, answer);
    const { accessToken, refreshToken } = issued;
    if (!record || refreshToken === undefined) return undefined;
    const value = withTokens(record, { accessToken, refreshToken, expiresAt: expiryOf(issued) });
    return { value: typeof kept === 'string' ? JSON.stringify(value) : value };
  });
  return answer!;
}
