import { secretKind } from '../definition/kinds/secret.js';
import { type Kind, type ParamSpec, param } from '../definition/param.js';
import { InputError } from '../errors/errors.js';

/** What an OAuth server gives: an access token for an hour or so, and what renews it. */
export interface OAuthTokens {
  accessToken: string;
  /** Many services change it each time: the old one is worth nothing then. */
  refreshToken: string;
}

/** How a rotating token renews itself, and where the new tokens are kept. */
export interface RotatingTokenSpec extends OAuthTokens {
  /** Asks the service for new tokens, by the refresh token. */
  refresh(refreshToken: string): Promise<OAuthTokens>;
  /** Keeps the new tokens: called, and awaited, before any request uses them. */
  save?(tokens: OAuthTokens): unknown;
}

/**
 * An access token that renews itself when the service says that it has expired. However many calls
 * find that out at once, it is renewed once: a second try with the same refresh token would fail,
 * and some services then withdraw both.
 */
export class RotatingToken {
  readonly #spec: RotatingTokenSpec;
  #tokens: OAuthTokens;
  #renewing: Promise<string> | undefined;

  constructor(spec: RotatingTokenSpec) {
    if (!spec.accessToken || !spec.refreshToken) {
      throw new InputError({ message: 'a rotating token takes an accessToken and a refreshToken' });
    }
    this.#spec = spec;
    this.#tokens = { accessToken: spec.accessToken, refreshToken: spec.refreshToken };
  }

  /** The access token as it is now: the one that is being fetched, where one is. */
  async current(): Promise<string> {
    return this.#renewing ?? this.#tokens.accessToken;
  }

  /** Renews the token that a service has refused; another that came meanwhile is given instead. */
  renew(refused: string): Promise<string> {
    if (this.#renewing) return this.#renewing;
    if (this.#tokens.accessToken !== refused) return Promise.resolve(this.#tokens.accessToken);
    this.#renewing = this.#fetch().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #fetch(): Promise<string> {
    const { accessToken, refreshToken } = await this.#spec.refresh(this.#tokens.refreshToken);
    this.#tokens = { accessToken, refreshToken };
    await this.#spec.save?.(this.#tokens);
    return accessToken;
  }

  /** Neither logs nor JSON show what is inside. */
  toJSON(): string {
    return '***';
  }
}

const kind: Kind<string | RotatingToken, string | RotatingToken> = {
  ...secretKind,
  parse: (value, place) =>
    value instanceof RotatingToken ? value : secretKind.parse(value, place),
};

/** A secret param that in a program may also be a token that renews itself. */
export function oauthToken<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}
