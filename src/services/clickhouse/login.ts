import { checkFields, fieldContext, withSecrets } from '../../core/connection/settings-fields.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { type Kind, type ParamContext, param } from '../../core/definition/param.js';
import type { JsonRecord } from '../../core/util/is-record.js';

/** How a user proves who they are. */
export type Login =
  | { kind: 'none' }
  | { kind: 'basic'; user: string; password: string }
  | { kind: 'jwt'; token: string };

/** The fields of a login in the settings of a connection. */
export type LoginRecord = {
  auth_type?: 'basic' | 'jwt';
  user?: string;
  password?: string;
  token?: string;
};

export const LOGIN_FIELDS = ['auth_type', 'user', 'password', 'token'] as const;

const TAKES = "a name with its password, {'default':'env:PASSWORD'}, or a JWT";

/**
 * A name with its password, or a token. For methods that only put settings together: a secret
 * `env:NAME` is looked up when it is used.
 */
const kind: Kind<string | JsonRecord, LoginRecord> = {
  name: 'record',
  takes: TAKES,
  schema: { type: ['string', 'object'], writeOnly: true },
  async parse(value, context) {
    const isToken = typeof value === 'string' && !/^\s*\{|\.json5?$|^@@/.test(value);
    if (isToken) return { auth_type: 'jwt', token: masked(value, context) };
    if (typeof value !== 'string' && !isObject(value)) throw refuse(value, context, TAKES);
    const found = Object.entries(await recordKind.parse(value as JsonRecord, context));
    const [user, password] = pairOf(found);
    if (user === undefined || typeof password !== 'string') throw wrong(context);
    return { auth_type: 'basic', user, password: masked(password, context) };
  },
};

function isObject(value: unknown): value is JsonRecord {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** `{'ada':'secret'}`, or `{'user':'ada','password':'secret'}`. */
function pairOf(found: [string, unknown][]): [string?, unknown?] {
  if (found.length === 1) return found[0]!;
  const { user, password, ...rest } = Object.fromEntries(found);
  const isPair = typeof user === 'string' && Object.keys(rest).length === 0;
  return isPair ? [user, password] : [];
}

/** The value itself is not in the error: it may be a secret. */
function wrong(context: ParamContext): Error {
  return inputError(context, ` must be ${TAKES}`);
}

function masked(secret: string, context: ParamContext): string {
  context.redactor.add(secret);
  return secret;
}

export const authorization = param(kind, 'Name with its password, or a JWT', {
  option: 'auth',
  optional: true,
  example: "{'default':'env:CLICKHOUSE_PASSWORD'}",
});

/** Reads a login from settings, and looks up its secrets if a user typed them. */
export async function loginIn(record: JsonRecord, context: ParamContext): Promise<Login> {
  checkFields(record, LOGIN_FIELDS, context);
  const found = await withSecrets(record, ['password', 'token'], context);
  const {
    auth_type: type = found.token ? 'jwt' : 'basic',
    user = '',
    password = '',
    token,
  } = found;
  if (type === 'jwt' && typeof token === 'string' && token !== '') return { kind: 'jwt', token };
  if (type === 'jwt') throw inputError(fieldContext(context, 'token'), ' is missing');
  if (type !== 'basic')
    throw inputError(fieldContext(context, 'auth_type'), ' must be basic or jwt');
  if (typeof user !== 'string' || typeof password !== 'string') {
    throw inputError(context, ': user and password must be strings');
  }
  if (user === '' && password !== '')
    throw inputError(fieldContext(context, 'user'), ' is missing');
  return user === '' ? { kind: 'none' } : { kind: 'basic', user, password };
}

/** The header of HTTP for a login. */
export function authorizationHeader(login: Login): string | undefined {
  if (login.kind === 'none') return undefined;
  if (login.kind === 'jwt') return `Bearer ${login.token}`;
  return `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
}
