import {
  checkFields,
  isGiven,
  textField,
  withSecrets,
} from '../../core/connection/settings-fields.js';
import type { Call } from '../../core/definition/call.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import {
  callContext,
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
} from '../../core/definition/param.js';
import { tokensOf } from '../../core/rest/oauth/credentials.js';
import { CredentialsToken } from '../../core/rest/oauth/credentials-token.js';
import type { OAuthTokens } from '../../core/rest/oauth/rotating-token.js';
import type { TokenSource } from '../../core/rest/oauth/token-source.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { vendor } from './vendor.js';

const SECRETS = [
  'client_secret',
  'code_verifier',
  'access_token',
  'refresh_token',
  'oauth_consumer_key',
  'oauth_consumer_secret',
  'oauth_token',
  'oauth_token_secret',
] as const;
const OPEN = ['client_id', 'redirect_uri', 'scope', 'state', 'expires_at'] as const;
const FIELDS: readonly string[] = [...OPEN, ...SECRETS, 'onTokens'];

/** The access record as a program passes it; `onTokens` is called with renewed tokens. */
type GivenAccess = {
  readonly [Name in Exclude<AccessField, 'expires_at'>]?: string | undefined;
} & {
  readonly expires_at?: string | number | undefined;
  readonly onTokens?: ((tokens: OAuthTokens) => unknown) | undefined;
};

/** A text of the access record. */
export type AccessField = (typeof SECRETS)[number] | (typeof OPEN)[number];

/** The access record: the app, the tokens, and how it gets new ones. */
export interface Access {
  readonly texts: Readonly<Partial<Record<AccessField, string>>>;
  /** A token that renews itself, if the record has what that takes. */
  readonly source: TokenSource | undefined;
}

const kind: Kind<GivenAccess | string, Access> = {
  name: 'record',
  takes: `an object with the fields of the app and its tokens, as JSON or the path of a .json file`,
  schema: {
    type: 'object',
    properties: Object.fromEntries([...OPEN, ...SECRETS].map((name) => [name, {}])),
    writeOnly: true,
  },
  async parse(value, context) {
    const record = await recordKind.parse(value, context);
    checkFields(record, FIELDS, context);
    const found = await withSecrets(record, SECRETS, context);
    const names = [...OPEN, ...SECRETS].filter((name) => isGiven(found[name]));
    const texts = Object.fromEntries(names.map((name) => [name, textOf(found, name, context)]));
    return { texts, source: sourceOf(texts, record.onTokens, context) };
  },
};

/** A param for the access record. */
export function access<const S extends ParamSpec>(spec: S = {} as S) {
  return param(
    kind,
    'Access: access_token; client_id with refresh_token; or the four keys of OAuth 1.0a',
    spec,
  );
}

/** Scopes may also be a list. */
function textOf(record: JsonRecord, name: AccessField, context: ParamContext): string {
  const value = record[name];
  const isList = name === 'scope' && Array.isArray(value);
  return isList ? value.join(' ') : textField(record, name, context)!;
}

function sourceOf(
  texts: Access['texts'],
  onTokens: unknown,
  { param }: ParamContext,
): TokenSource | undefined {
  const { client_id: clientId, refresh_token: refreshToken } = texts;
  if (clientId === undefined || refreshToken === undefined) return undefined;
  const { client_secret: clientSecret, access_token: accessToken } = texts;
  const { expiresAt } = tokensOf(texts);
  return new CredentialsToken({
    vendor,
    scopes: [],
    credentials: { clientId, clientSecret, accessToken, refreshToken, expiresAt },
    param,
    save:
      typeof onTokens === 'function' ? (onTokens as (tokens: OAuthTokens) => unknown) : undefined,
  });
}

/**
 * A field that a method cannot do without.
 *
 * @throws {InputError} The record, or this field of it, is missing.
 */
export function needed(call: Call, access: Access | undefined, field: AccessField): string {
  const value = access?.texts[field];
  if (value !== undefined) return value;
  throw inputError(callContext(call, 'auth'), `: the field ${field} is missing`, {
    hint: MISSING[field],
  });
}

const MISSING: Partial<Record<AccessField, string>> = {
  code_verifier:
    'Create one with GetCodeVerifier, and keep it: the link and the code need the same one.',
  refresh_token: 'X issues one with the scope offline.access.',
  access_token:
    'Get one with GetAuthorizationLink and GetToken. Or pass oauth_consumer_key, oauth_consumer_secret, oauth_token and oauth_token_secret.',
};
