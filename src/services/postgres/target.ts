import { connection as connectionParam, withConnection } from '../../core/connection/connection.js';
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
import type { Redactor } from '../../core/errors/redact.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { Destination, destinationOf, environmentNamesOne } from './address.js';
import { isConnection, type PostgresConnection } from './connection.js';
import { decodePassword, partsOf, REFERENCE, type Refuse, TAKES } from './connection-string.js';
import { open } from './open.js';
import { withService } from './service-file.js';
import { CallSession } from './session.js';

/** A connection string: all of it is a secret, because it has a password. */
const destinationKind: Kind<string, Destination> = {
  name: 'secret',
  takes: TAKES,
  schema: { type: 'string', writeOnly: true },
  async parse(value, context) {
    // One of the config has been read before, where it was fixed.
    if (value instanceof Destination) return masked(value, context.redactor);
    if (typeof value !== 'string') throw refuse(value, context, TAKES);
    return readDestination(await secretKind.parse(value, context), context);
  },
};

async function readDestination(text: string, context: ParamContext): Promise<Destination> {
  const { redactor } = context;
  const fail: Refuse = (what, hint) =>
    inputError(context, `: the connection string ${redactor.text(what)}`, { hint });
  const parts = partsOf(text, (what, hint) => fail(what, hint));
  const written = parts.password;
  // As written and decoded: either can appear in a server's message.
  redactor.add(written);
  const password = written && (await passwordOf(written, text, context, fail));
  redactor.add(password);
  const given = password ? { ...parts, password } : parts;
  // A model that chooses the server must not get the user's password for another one.
  if (!accessOf(context).trusted) {
    if (parts.service) throw fail('names a service, which is only for users', 'Name the server.');
    return destinationOf(given, fail, {});
  }
  return masked(destinationOf(await withService(given, fail, process.env), fail), redactor);
}

function masked(destination: Destination, redactor: Redactor): Destination {
  redactor.add(destination.addresses[0]!.password);
  return destination;
}

/** A typed password `env:NAME` is looked up. */
function passwordOf(written: string, text: string, context: ParamContext, fail: Refuse) {
  const isUrl = /^postgres(ql)?:/i.test(text);
  const password = decodePassword(written, isUrl, fail);
  if (!context.sources || !REFERENCE.test(written)) return password;
  return secretKind.parse(password, partContext(context, ' (password)'));
}

const targetSpec = { is: isConnection, settings: destinationKind };
const example = 'postgresql://user:password@localhost:5432/database';

export const connection = connectionParam(targetSpec, 'Connection string, or an open connection', {
  option: 'dbc',
  role: 'destination',
  optional: true,
  example,
});

export const connectionString = param(
  destinationKind,
  'Connection string, such as from GenerateConnectionString',
  { option: 'string', role: 'destination', optional: true, example },
);

/** The target of a method: an open connection, or where to open one. */
type Target = PostgresConnection | Destination | undefined;

/** By default, the database that libpq's environment variables name. */
export async function destinationFor(
  call: Call,
  given: Destination | undefined,
  param: string,
): Promise<Destination> {
  if (given) return given;
  const fail: Refuse = (what, hint) =>
    new InputError({ method: call.method, param, message: `the environment ${what}`, hint });
  if (environmentNamesOne()) {
    const parts = await withService({}, fail, process.env);
    return masked(destinationOf(parts, fail), call.redactor);
  }
  const hint = `Use ${TAKES}; or set PGHOST, PGUSER, PGPASSWORD and PGDATABASE.`;
  throw inputError(callContext(call, param), ' is missing: the database to connect to', { hint });
}

export interface On {
  connection: Target;
  tls: TlsSettings | undefined;
}

/** Runs the work of one call, alone on its connection: an open one, or one for this call. */
export async function onConnection<R>(
  call: Call,
  { connection: given, tls }: On,
  work: (session: CallSession) => Promise<R>,
): Promise<R> {
  const target = isConnection(given) ? given : await destinationFor(call, given, 'connection');
  return withConnection(
    call,
    target,
    isConnection,
    (destination: Destination) => open(call, destination, tls),
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
    : await open(call, await destinationFor(call, given, 'connection'), tls);
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
