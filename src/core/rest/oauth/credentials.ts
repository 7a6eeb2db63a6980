import { inputError } from '../../definition/kinds/refuse.js';
import { secretKind } from '../../definition/kinds/secret.js';
import { type ParamContext, partContext } from '../../definition/param.js';
import { isRecord, type JsonRecord } from '../../util/is-record.js';
import { isServiceAccount, readServiceAccount, type ServiceAccount } from './service-account.js';
import type { OAuthClient, OAuthVendor } from './vendor.js';

/** The credentials that renew an access token: the application, and a refresh token. */
export interface RefreshCredentials extends OAuthClient {
  /** Used until the service refuses it. Without one, the first call gets one. */
  accessToken?: string | undefined;
  /** Absent if the application itself gets tokens. */
  refreshToken?: string | undefined;
  /** When the access token expires, in milliseconds since 1970. Not known: until it is refused. */
  expiresAt?: number | undefined;
}

export type Credentials = RefreshCredentials | ServiceAccount;

/** The fields by name, without case and underscores: `client_id`, `clientId`, `ClientID`. */
const FIELDS: Readonly<Record<string, keyof RefreshCredentials>> = {
  clientid: 'clientId',
  clientsecret: 'clientSecret',
  accesstoken: 'accessToken',
  refreshtoken: 'refreshToken',
  expiresat: 'expiresAt',
};

/** Other fields are ignored: responses of vendors have more fields than the tokens. */
function fieldOf(name: string): keyof RefreshCredentials | undefined {
  const plain = name.toLowerCase().replaceAll(/[_-]/g, '');
  return Object.hasOwn(FIELDS, plain) ? FIELDS[plain] : undefined;
}

/**
 * Reads credentials from an object. If a user typed it, its secrets are looked up (`env:NAME`).
 *
 * @throws {InputError} A field is missing or is not a string.
 */
export async function readCredentials(
  record: JsonRecord,
  vendor: OAuthVendor,
  place: ParamContext,
): Promise<Credentials> {
  if (isServiceAccount(record)) {
    const { private_key: key } = record;
    const found =
      typeof key === 'string'
        ? await secretKind.parse(key, partContext(place, '.private_key'))
        : key;
    return readServiceAccount({ ...record, private_key: found }, place);
  }
  const found: Partial<Record<TextField, string>> = {};
  for (const [name, value] of Object.entries(record)) {
    const field = fieldOf(name);
    if (!field || value === undefined || value === null || value === '') continue;
    if (field === 'expiresAt') continue;
    const inner = partContext(place, `.${name}`);
    if (typeof value !== 'string') throw inputError(inner, ' must be a string');
    found[field] = field === 'clientId' ? value : await secretKind.parse(value, inner);
  }
  const { clientId, clientSecret, refreshToken } = found;
  if (clientId === undefined) throw missing('client_id', vendor, place);
  if (vendor.clientCredentials) {
    if (clientSecret === undefined) throw missing('client_secret', vendor, place);
    return { clientId, clientSecret };
  }
  if (refreshToken === undefined) throw missing('refresh_token', vendor, place);
  return { ...found, clientId, refreshToken, expiresAt: tokensOf(record).expiresAt };
}

type TextField = Exclude<keyof RefreshCredentials, 'expiresAt'>;

/** The time in ISO 8601, as a sign-in stores it. Others have numbers with other meanings. */
function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function missing(field: string, vendor: OAuthVendor, place: ParamContext) {
  const hint = `Credentials are ${credentialsOf(vendor)}.`;
  return inputError(place, `: the field ${field} is missing`, { hint });
}

/** The credentials that a vendor accepts, for help and errors. */
export function credentialsOf({ clientCredentials }: OAuthVendor): string {
  return clientCredentials
    ? 'a JSON object with client_id and client_secret'
    : 'a JSON object with client_id, client_secret and refresh_token; or the JSON file of a service account';
}

/** Reads an object from text: JSON, or JSON as users type it in a shell. */
export async function recordIn(kept: unknown): Promise<JsonRecord | undefined> {
  if (typeof kept !== 'string') return isRecord(kept) ? kept : undefined;
  const value = await parsed(kept);
  return isRecord(value) ? value : undefined;
}

async function parsed(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { default: json5 } = await import('json5');
    try {
      return json5.parse(text);
    } catch {
      // The message is not shown: it quotes the text, which is secret.
      return undefined;
    }
  }
}

/**
 * Returns the object with new tokens. The names of its fields stay the same. It gets the time when they
 * expire only if it had one.
 */
export function withTokens(
  record: JsonRecord,
  { expiresAt, ...tokens }: Pick<RefreshCredentials, 'accessToken' | 'refreshToken' | 'expiresAt'>,
): JsonRecord {
  const renewed: Record<string, unknown> = { ...record };
  for (const [field, usual] of [
    ['accessToken', 'access_token'],
    ['refreshToken', 'refresh_token'],
  ] as const) {
    const own = Object.keys(record).filter((name) => fieldOf(name) === field);
    for (const name of own.length > 0 ? own : [usual]) renewed[name] = tokens[field];
  }
  for (const name of Object.keys(record).filter((one) => fieldOf(one) === 'expiresAt')) {
    renewed[name] = expiresAt === undefined ? '' : new Date(expiresAt).toISOString();
  }
  return renewed;
}

const REFERENCE = /^(env|file|cmd):|^@/;

/** True if a token of these credentials is stored elsewhere, such as `env:NAME`. */
export function hasReferences(record: JsonRecord): boolean {
  return Object.entries(record).some(
    ([name, value]) =>
      ['accessToken', 'refreshToken'].includes(fieldOf(name) ?? '') &&
      typeof value === 'string' &&
      REFERENCE.test(value),
  );
}

/** Returns the fields of an object, except references to secrets, which are not looked up. */
export function tokensOf(record: JsonRecord): Partial<RefreshCredentials> {
  const found: Partial<RefreshCredentials> = {};
  for (const [name, value] of Object.entries(record)) {
    const field = fieldOf(name);
    if (field === 'expiresAt') found.expiresAt = timeOf(value);
    else if (field && typeof value === 'string' && value !== '' && !REFERENCE.test(value)) {
      found[field] = value;
    }
  }
  return found;
}
