import type { Call } from '../../definition/call.js';
import type { Redactor } from '../../errors/redact.js';
import {
  type Credentials,
  hasReferences,
  type RefreshCredentials,
  recordIn,
  tokensOf,
  withTokens,
} from './credentials.js';
import type { OAuthTokens } from './rotating-token.js';
import { askForServiceAccountToken, hideKey, SERVICE_ACCOUNT_LIFETIME } from './service-account.js';
import { SharedToken, TokenSource } from './token-source.js';
import { clientTokens, expiryOf, type IssuedTokens, refreshTokens, tokensIn } from './tokens.js';
import type { OAuthVendor } from './vendor.js';

interface CredentialsTokenSpec {
  vendor: OAuthVendor;
  credentials: Credentials;
  /** For service accounts. */
  scopes: readonly string[];
  /** The name of their param. */
  param: string;
  /** Stores new tokens. Awaited before any request uses them. */
  save: ((tokens: OAuthTokens) => unknown) | undefined;
}

/** The current tokens of credentials. */
interface State {
  token: SharedToken;
  /** The refresh token that works now. */
  refreshToken: string;
  /** The last access token. */
  accessToken: string | undefined;
}

/** How many credentials a process caches tokens for. */
const MOST = 1000;
/** By the credentials of the caller: the same credentials in many calls get one token. */
const states = new Map<string, State>();

/** An access token from credentials: fetched once for all calls, and again when it expires. */
export class CredentialsToken extends TokenSource {
  readonly #spec: CredentialsTokenSpec;

  constructor(spec: CredentialsTokenSpec) {
    super();
    this.#spec = spec;
  }

  override hideIn(redactor: Redactor): void {
    const { credentials } = this.#spec;
    if ('privateKey' in credentials) {
      hideKey(redactor, credentials.privateKey);
      return;
    }
    const { clientSecret, accessToken, refreshToken } = credentials;
    for (const secret of [clientSecret, accessToken, refreshToken]) redactor.add(secret);
  }

  /** The same credentials at another server of the vendor. */
  at(vendor: OAuthVendor): CredentialsToken {
    return new CredentialsToken({ ...this.#spec, vendor });
  }

  current(call: Call): Promise<string> {
    const state = this.#state(call);
    return state.token.current(call, (call, refused) => this.#fetch(state, call, refused));
  }

  renew(refused: string, call: Call): Promise<string> {
    const state = this.#state(call);
    return state.token.renew(refused, call, (call, refused) => this.#fetch(state, call, refused));
  }

  #state({ options: { baseUrl } }: Call): State {
    const { vendor, credentials, scopes } = this.#spec;
    const key = JSON.stringify([vendor.token, baseUrl, scopes, credentials]);
    const found = states.get(key) ?? newState(credentials);
    // The most recently used one is deleted last.
    states.delete(key);
    states.set(key, found);
    if (states.size > MOST) states.delete(states.keys().next().value!);
    return found;
  }

  async #fetch(state: State, call: Call, refused: string | undefined): Promise<IssuedTokens> {
    const { vendor, credentials, scopes } = this.#spec;
    if (!('privateKey' in credentials)) {
      if (vendor.clientCredentials) return clientTokens(call, vendor, credentials);
      return this.#refresh(credentials, state, call, refused);
    }
    const request = { scopes, lifetime: SERVICE_ACCOUNT_LIFETIME };
    return tokensIn(call, await askForServiceAccountToken(call, vendor, credentials, request));
  }

  /**
   * Exchanges the refresh token while no other process does the same: it may work only once, and the
   * others use the new access token if the face stores it.
   */
  async #refresh(
    client: RefreshCredentials,
    state: State,
    call: Call,
    refused: string | undefined,
  ): Promise<IssuedTokens> {
    const { vendor, param, save } = this.#spec;
    const exchanged = async () => {
      const issued = await refreshTokens(call, vendor, client, state.refreshToken);
      state.refreshToken = issued.refreshToken ?? state.refreshToken;
      state.accessToken = issued.accessToken;
      await save?.({ accessToken: issued.accessToken, refreshToken: state.refreshToken });
      return issued;
    };
    if (!call.keeper) return exchanged();
    let issued: IssuedTokens | undefined;
    const work = async (kept: unknown) => {
      const record = await recordIn(kept);
      issued = record && takenFrom(tokensOf(record), state, refused);
      if (issued) return undefined;
      issued = await exchanged();
      // A user who keeps tokens out of the file gets them there only if they would be lost.
      if (!vendor.rotates && record && hasReferences(record)) return undefined;
      const { accessToken } = issued;
      const { refreshToken } = state;
      const tokens = { accessToken, refreshToken, expiresAt: expiryOf(issued) };
      const value = withTokens(record ?? {}, tokens);
      return { value: typeof kept === 'string' ? JSON.stringify(value) : value };
    };
    await call.keeper.replace(param, call, work, { isVital: vendor.rotates === true });
    return issued!;
  }
}

function newState(credentials: Credentials): State {
  const isAccount = 'privateKey' in credentials;
  return {
    token: isAccount
      ? new SharedToken()
      : new SharedToken(credentials.accessToken, credentials.expiresAt),
    refreshToken: isAccount ? '' : (credentials.refreshToken ?? ''),
    accessToken: isAccount ? undefined : credentials.accessToken,
  };
}

/** The tokens that another process has got in the meantime, if any. */
function takenFrom(
  { accessToken, refreshToken, expiresAt }: Partial<RefreshCredentials>,
  state: State,
  refused: string | undefined,
): IssuedTokens | undefined {
  state.refreshToken = refreshToken ?? state.refreshToken;
  if (accessToken === undefined || accessToken === refused) return undefined;
  if (accessToken === state.accessToken) return undefined;
  state.accessToken = accessToken;
  const expiresIn = expiresAt === undefined ? undefined : (expiresAt - Date.now()) / 1000;
  return { accessToken, expiresIn };
}
