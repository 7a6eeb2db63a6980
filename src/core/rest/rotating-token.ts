import { secretKind } from '../definition/kinds/secret.js';
import { type Kind, type ParamSpec, param } from '../definition/param.js';
import { InputError } from '../errors/errors.js';

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
 * even if many calls fail at the same time: a second attempt with the same refresh token would
 * fail, and some services then revoke both.
 */
export class RotatingToken {
  readonly #spec: RotatingTokenSpec;
  #tokens: OAuthTokens;
  #renewing: Promise<string> | undefined;

  constructor(spec: RotatingTokenSpec) {
    if (!spec.accessToken || !spec.refreshToken) {
      throw new InputError({ message: 'a rotating token needs an accessToken and a refreshToken' });
    }
    this.#spec = spec;
    this.#tokens = { accessToken: spec.accessToken, refreshToken: spec.refreshToken };
  }

  /** The current access token, or the one that is being fetched. */
  async current(): Promise<string> {
    return this.#renewing ?? this.#tokens.accessToken;
  }

  /** Renews the token that a service has refused. Returns a newer one if it is already there. */
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

  /** Neither logs nor JSON show its content. */
  toJSON(): string {
    return '***';
  }
}

const kind: Kind<string | RotatingToken, string | RotatingToken> = {
  ...secretKind,
  parse: (value, place) =>
    value instanceof RotatingToken ? value : secretKind.parse(value, place),
};

/** A secret param that programs can also pass as a token that renews itself. */
export function oauthToken<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}
