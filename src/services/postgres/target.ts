import { decode, type Refuse } from '../../core/connection/connection-url.js';
import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { type DestinationSource, destinationKind } from '../../core/sql/destination.js';
import { destinationParams, noDestination } from '../../core/sql/destination-params.js';
import { connecting, type OnServer } from '../../core/sql/on-connection.js';
import { Destination, destinationOf, environmentNamesOne } from './address.js';
import { isConnection, type PostgresConnection } from './connection.js';
import { partsOf, TAKES } from './connection-string.js';
import { open } from './open.js';
import { withService } from './service-file.js';
import { CallSession } from './session.js';

const kind = destinationKind<Destination>({
  takes: TAKES,
  is: (value) => value instanceof Destination,
  passwordOf: ({ addresses }) => addresses[0]!.password,
  read,
});

async function read(
  text: string,
  { fail, isTrusted, passwordFrom }: DestinationSource,
): Promise<Destination> {
  const parts = partsOf(text, fail);
  const written = parts.password;
  const isUrl = /^postgres(ql)?:/i.test(text);
  const password =
    written && (await passwordFrom(written, isUrl ? decode(written, fail) : written));
  const given = password ? { ...parts, password } : parts;
  // A model that chooses the server must not get the user's password for another one.
  if (!isTrusted) {
    if (parts.service) throw fail('names a service, which is only for users', 'Name the server.');
    return destinationOf(given, fail, {});
  }
  return destinationOf(await withService(given, fail, process.env), fail);
}

const example = 'postgresql://user:password@localhost:5432/database';

export const { connection, connectionString } = destinationParams(isConnection, kind, example);

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
    const destination = destinationOf(parts, fail);
    call.redactor.add(destination.addresses[0]!.password);
    return destination;
  }
  const hint = `Use ${TAKES}; or set PGHOST, PGUSER, PGPASSWORD and PGDATABASE.`;
  throw noDestination(call, param, hint);
}

export type On = OnServer<PostgresConnection, Destination>;

export const { onConnection, rowsOn } = connecting({
  is: isConnection,
  destinationFor,
  open,
  session: (call, connection: PostgresConnection) => new CallSession(call, connection),
});
