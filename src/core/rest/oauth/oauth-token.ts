import { inputError, refuse } from '../../definition/kinds/refuse.js';
import { secretKind } from '../../definition/kinds/secret.js';
import { readTextFile } from '../../definition/kinds/typed.js';
import { type Kind, type ParamContext, type ParamSpec, param } from '../../definition/param.js';
import { isRecord, type JsonRecord } from '../../util/is-record.js';
import { type Credentials, credentialsOf, readCredentials, recordIn } from './credentials.js';
import { CredentialsToken } from './credentials-token.js';
import type { OAuthTokens } from './rotating-token.js';
import { TokenSource } from './token-source.js';
import type { OAuthVendor } from './vendor.js';

/**
 * Credentials that a program passes in place of an access token.
 *
 * @public The types of params are published.
 */
export interface GivenCredentials {
  clientId: string;
  clientSecret?: string | undefined;
  refreshToken: string;
  accessToken?: string | undefined;
  /** Called with new tokens, and awaited before they are used, so that a program can store them. */
  onTokens?(tokens: OAuthTokens): unknown;
}

/**
 * An access token: the token itself, credentials that get one, the JSON of a service account, or a
 * token that renews itself.
 */
export type OAuthTokenInput = string | GivenCredentials | JsonRecord | TokenSource;

/** How credentials get an access token. */
export interface OAuthTokenOf {
  vendor: OAuthVendor;
  /** For service accounts: the scopes of their tokens. */
  scopes?: readonly string[];
}

/**
 * A secret param for an access token, or for credentials that get one. `target` of a service's
 * `wire.ts` returns its value as the `token`.
 */
export function oauthToken<const S extends ParamSpec>(
  of: OAuthTokenOf,
  summary: string,
  spec: S = {} as S,
) {
  return param(kindOf(of), summary, spec);
}

function kindOf(of: OAuthTokenOf): Kind<OAuthTokenInput, string | TokenSource> {
  return {
    ...secretKind,
    async parse(value, context) {
      if (value instanceof TokenSource) {
        value.hideIn(context.redactor);
        return value;
      }
      if (isRecord(value)) return sourceOf(value, of, context);
      if (typeof value !== 'string') throw refuse(value, context, takes(of.vendor));
      const text = await readText(value, context);
      if (!/^\s*\{/.test(text)) return text;
      const record = await recordIn(text);
      if (!record) throw inputError(context, ' is not valid JSON');
      return sourceOf(record, of, context);
    },
  };
}

function takes(vendor: OAuthVendor): string {
  return `an access token${vendor.clientCredentials ? ', or' : ';'} ${credentialsOf(vendor)}`;
}

/** A user may type the path of a JSON file: a token never ends with `.json`. */
async function readText(value: string, context: ParamContext): Promise<string> {
  const isPath = context.sources && /^(?!@|-|(?:env|file|cmd):)[^\n{]*\.json$/i.test(value);
  const text = isPath ? await readTextFile(value, context) : value;
  return secretKind.parse(
    text,
    isPath ? { ...context, name: context.name, sources: undefined } : context,
  );
}

async function sourceOf(
  record: JsonRecord,
  { vendor, scopes = [] }: OAuthTokenOf,
  context: ParamContext,
): Promise<TokenSource> {
  const { onTokens } = record;
  const credentials: Credentials = await readCredentials(record, vendor, context);
  return new CredentialsToken({
    vendor,
    scopes,
    credentials,
    param: context.param,
    save: typeof onTokens === 'function' ? (onTokens as GivenCredentials['onTokens']) : undefined,
  });
}
