import type { Call } from '../../definition/call.js';
import { InputError } from '../../errors/errors.js';
import { SharedToken, TokenSource } from './token-source.js';

/** The tokens of an OAuth server: an access token for about an hour, and a refresh token. */
export interface OAuthTokens {
  accessToken: string;
  /** Many services change it each time: the old one is invalid then. */
  refreshToken: string;
}

/** How a rotating token renews itself, and where the new tokens are stored. */
export interface RotatingTokenSpec extends OAuthTokens {
  /** Requests new tokens with the refresh token. */
  refresh(refreshToken: string): Promise<OAuthTokens>;
  /** Stores the new tokens. Called, and awaited, before any request uses them. */
  save?(tokens: OAuthTokens): unknown;
}

/**
 * An access token that renews itself when the service says that it has expired. It is renewed once,
 * even if many calls fail at the same time.
 */
export class RotatingToken extends TokenSource {
  readonly #spec: RotatingTokenSpec;
  readonly #shared: SharedToken;
  #refreshToken: string;

  constructor(spec: RotatingTokenSpec) {
    super();
    if (!spec.accessToken || !spec.refreshToken) {
      throw new InputError({ message: 'a rotating token needs an accessToken and a refreshToken' });
    }
    this.#spec = spec;
    this.#shared = new SharedToken(spec.accessToken);
    this.#refreshToken = spec.refreshToken;
  }

  current(call: Call): Promise<string> {
    return this.#shared.current(call, () => this.#fetch());
  }

  renew(refused: string, call: Call): Promise<string> {
    return this.#shared.renew(refused, call, () => this.#fetch());
  }

  async #fetch(): Promise<OAuthTokens> {
    const { accessToken, refreshToken } = await this.#spec.refresh(this.#refreshToken);
    this.#refreshToken = refreshToken;
    await this.#spec.save?.({ accessToken, refreshToken });
    return { accessToken, refreshToken };
  }
}
