import { connection as connectionParam, withConnection } from '../../core/connection/connection.js';
import { ConnectionLog } from '../../core/connection/connection-log.js';
import type { TlsSettings } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { secretKind } from '../../core/definition/kinds/secret.js';
import {
  accessOf,
  callContext,
  type Kind,
  type ParamContext,
  param,
  partContext,
} from '../../core/definition/param.js';
import { InputError, OintError } from '../../core/errors/errors.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import {
  type Address,
  addressOf,
  decodePassword,
  environmentNamesOne,
  partsOf,
  REFERENCE,
  type Refuse,
  TAKES,
} from './address.js';
import { isConnection, PostgresConnection } from './connection.js';
import { passwordFor } from './pass-file.js';
import { CallSession } from './session.js';
import { encryptionFor } from './tls.js';

/** A connection string: all of it is a secret, because it has a password. */
const addressKind: Kind<string, Address> = {
  name: 'secret',
  takes: TAKES,
  schema: { type: 'string', writeOnly: true },
  async parse(value, context) {
    if (typeof value !== 'string') throw refuse(value, context, TAKES);
    return readAddress(await secretKind.parse(value, context), context);
  },
};

async function readAddress(text: string, context: ParamContext): Promise<Address> {
  const { redactor } = context;
  const fail: Refuse = (what, hint) =>
    inputError(context, `: the connection string ${redactor.text(what)}`, { hint });
  const parts = partsOf(text, (what, hint) => fail(what, hint));
  const written = parts.password;
  // As written and decoded: either can appear in a server's message.
  redactor.add(written);
  const password = written && (await passwordOf(written, text, context, fail));
  redactor.add(password);
  // A model that chooses the server must not get the user's password for another one.
  const environment = accessOf(context).trusted ? process.env : {};
  const address = addressOf(password ? { ...parts, password } : parts, fail, environment);
  redactor.add(address.password);
  return address;
}

/** A typed password `env:NAME` is looked up. */
function passwordOf(written: string, text: string, context: ParamContext, fail: Refuse) {
  const isUrl = /^postgres(ql)?:/i.test(text);
  const password = decodePassword(written, isUrl, fail);
  if (!context.sources || !REFERENCE.test(written)) return password;
  return secretKind.parse(password, partContext(context, ' (password)'));
}

const targetSpec = { is: isConnection, settings: addressKind };
const example = 'postgresql://user:password@localhost:5432/database';

export const connection = connectionParam(targetSpec, 'Connection string, or an open connection', {
  option: 'dbc',
  role: 'destination',
  optional: true,
  example,
});

export const connectionString = param(
  addressKind,
  'Connection string, such as from GenerateConnectionString',
  { option: 'string', role: 'destination', optional: true, example },
);

/** The target of a method: an open connection, or the address for a new one. */
type Target = PostgresConnection | Address | undefined;

/** By default, the database that libpq's environment variables name. */
export function addressFor(call: Call, given: Address | undefined, param: string): Address {
  if (given) return given;
  const fail: Refuse = (what, hint) =>
    new InputError({ method: call.method, param, message: `the environment ${what}`, hint });
  if (environmentNamesOne()) {
    const address = addressOf({}, fail);
    call.redactor.add(address.password);
    return address;
  }
  const hint = `Use ${TAKES}; or set PGHOST, PGUSER, PGPASSWORD and PGDATABASE.`;
  throw inputError(callContext(call, param), ' is missing: the database to connect to', { hint });
}

export async function open(
  call: Call,
  address: Address,
  tls: TlsSettings | undefined,
  log = new ConnectionLog(call),
): Promise<PostgresConnection> {
  const whole = await withPassword(call, address);
  const encryption = await encryptionFor(call, whole, tls);
  return PostgresConnection.open(call, whole, encryption, log);
}

/** The address with the password of the user's password file, which is not for a model's server. */
async function withPassword(call: Call, address: Address): Promise<Address> {
  if (address.password !== undefined || !call.access.trusted) return address;
  const warn = (what: string) => call.debug(() => `  ${what}`);
  const password = await passwordFor(address, warn);
  call.redactor.add(password);
  return password === undefined ? address : { ...address, password };
}

export interface On {
  connection: Target;
  tls: TlsSettings | undefined;
}

/** Runs the work of one call, alone on its connection: an open one, or one for this call. */
export function onConnection<R>(
  call: Call,
  { connection: given, tls }: On,
  work: (session: CallSession) => Promise<R>,
): Promise<R> {
  const target = isConnection(given) ? given : addressFor(call, given, 'connection');
  return withConnection(
    call,
    target,
    isConnection,
    (address: Address) => open(call, address, tls),
    (connection) => connection.alone(call, () => new CallSession(call, connection).guarded(work)),
  );
}

/** The same for rows as they arrive: the connection is reserved until the last one. */
export async function* rowsOn(
  call: Call,
  { connection: given, tls }: On,
  sql: string,
  values: readonly unknown[],
): AsyncGenerator<JsonRecord[], void> {
  const own = isConnection(given)
    ? undefined
    : await open(call, addressFor(call, given, 'connection'), tls);
  const connection = own ?? (given as PostgresConnection);
  try {
    const release = await connection.take(call);
    let end: (() => Promise<void>) | undefined;
    try {
      end = await new CallSession(call, connection).beginReadOnly();
      yield* connection.rows(call, sql, values);
    } finally {
      await end?.();
      release();
    }
  } catch (error) {
    throw error instanceof OintError ? error.belongsTo(call.method) : error;
  } finally {
    await own?.close();
  }
}
