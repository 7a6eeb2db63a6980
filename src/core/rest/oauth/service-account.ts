import type { Call } from '../../definition/call.js';
import { settings } from '../../definition/kinds/index.js';
import { inputError } from '../../definition/kinds/refuse.js';
import { type ParamContext, type ParamSpec, partContext } from '../../definition/param.js';
import type { Redactor } from '../../errors/redact.js';
import type { JsonRecord } from '../../util/is-record.js';
import { askForTokens } from './tokens.js';
import { GRANTS, type OAuthVendor } from './vendor.js';

/** An account for a program, without a user, and its key. */
export interface ServiceAccount {
  email: string;
  /** PEM text of an RSA key. */
  privateKey: string;
  keyId: string | undefined;
}

/** A param for a service account: the JSON file from the vendor, its text, or the object. */
export function serviceAccount<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return settings(
    {
      takes: 'the JSON file of a service account, its text, or an object with its fields',
      schema: { type: 'object', properties: { client_email: { type: 'string' } } },
      secrets: ['private_key'],
      read: readServiceAccount,
    },
    summary,
    spec,
  );
}

/** True for the JSON of a service account. */
export function isServiceAccount(record: JsonRecord): boolean {
  return record.type === 'service_account' || 'private_key' in record;
}

/**
 * Reads the account from the vendor's JSON. The key is checked here, before anything is sent.
 *
 * @throws {InputError} A field is missing, or the key is not an RSA key.
 */
export function readServiceAccount(record: JsonRecord, place: ParamContext): ServiceAccount {
  const { client_email: email, private_key: privateKey, private_key_id: keyId } = record;
  if (typeof privateKey !== 'string' || privateKey === '') throw missing('private_key', place);
  hideKey(place.redactor, privateKey);
  if (typeof email !== 'string' || email === '') throw missing('client_email', place);
  checkKey(privateKey, partContext(place, '.private_key'));
  return { email, privateKey, keyId: typeof keyId === 'string' && keyId ? keyId : undefined };
}

function missing(field: string, place: ParamContext) {
  const hint = 'Pass the JSON file from the vendor unchanged.';
  return inputError(place, `: the field ${field} of the service account is missing`, { hint });
}

/** Masks a key, also on one line, without its header and footer, and each line of it. */
export function hideKey(redactor: Redactor, key: string): void {
  redactor.add(key);
  redactor.add(key.trim());
  const lines = key.split(/\r?\n/).filter((line) => line && !line.startsWith('-----'));
  redactor.add(lines.join(''));
  for (const line of lines) redactor.add(line);
}

function checkKey(key: string, place: ParamContext): void {
  let type: string | undefined;
  try {
    type = crypto().createPrivateKey(key).asymmetricKeyType;
  } catch {
    // The parser's message is not shown: it may contain a part of the key.
    const hint = 'It begins with -----BEGIN PRIVATE KEY-----; line breaks are \\n in the JSON.';
    throw inputError(place, ' is not a valid private key in PEM format', { hint });
  }
  if (type !== 'rsa') throw inputError(place, ' is not an RSA key');
}

export interface ServiceAccountRequest {
  scopes: readonly string[];
  /** Seconds until the token expires. */
  lifetime: number;
  /** The user that the account acts for. */
  subject?: string | undefined;
}

/** The usual lifetime, and the longest that Google allows. */
export const SERVICE_ACCOUNT_LIFETIME = 3600;

/** Gets a token for a service account (RFC 7523). */
export async function askForServiceAccountToken(
  call: Call,
  vendor: OAuthVendor,
  account: ServiceAccount,
  request: ServiceAccountRequest,
): Promise<JsonRecord> {
  hideKey(call.redactor, account.privateKey);
  const fields = {
    grant_type: GRANTS.assertion,
    assertion: assertionOf(vendor, account, request, Date.now()),
  };
  return askForTokens(call, vendor, fields, { effect: 'read' });
}

/** Creates the signed assertion: a JWT with RS256. */
function assertionOf(
  { token, scopeSeparator = ' ' }: OAuthVendor,
  { email, privateKey, keyId }: ServiceAccount,
  { scopes, lifetime, subject }: ServiceAccountRequest,
  time: number,
): string {
  const iat = Math.floor(time / 1000);
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId && { kid: keyId }) };
  const claims = {
    iss: email,
    scope: scopes.join(scopeSeparator),
    aud: token,
    iat,
    exp: iat + lifetime,
    ...(subject && { sub: subject }),
  };
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = crypto().sign('RSA-SHA256', Buffer.from(signed), privateKey);
  return `${signed}.${signature.toString('base64url')}`;
}

/** Loaded here and not at startup, because most commands do not need it. */
function crypto() {
  return process.getBuiltinModule('node:crypto');
}
