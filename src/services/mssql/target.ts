import type { Call } from '../../core/definition/call.js';
import { destinationKind } from '../../core/sql/destination.js';
import { destinationParams, noDestination } from '../../core/sql/destination-params.js';
import { connecting, type OnServer } from '../../core/sql/on-connection.js';
import { Destination } from './address.js';
import { isConnection, type MssqlConnection } from './connection.js';
import { addressIn, TAKES } from './connection-string.js';
import { open } from './open.js';
import { CallSession } from './session.js';

const kind = destinationKind<Destination>({
  takes: TAKES,
  is: (value) => value instanceof Destination,
  passwordOf: ({ address }) => address.password,
  async read(text, { fail, isTrusted, passwordFrom }) {
    const { address, mayRefer } = addressIn(text, fail);
    const { password: written } = address;
    if (written) {
      // With a quote in front it is no reference.
      const password = await passwordFrom(mayRefer ? written : `'${written}`, written);
      return new Destination({ ...address, password });
    }
    // A model that chooses the server must not get the user's password for another one.
    const password = isTrusted ? process.env.SQLCMDPASSWORD : undefined;
    return new Destination({ ...address, password });
  },
});

const example = 'Server=localhost;Database=shop;User Id=sa;Password=env:MSSQL_PASSWORD';

export const { connection, connectionString } = destinationParams(isConnection, kind, example);

/** The reference does not require a connection, but there is no usual one. */
export async function destinationFor(
  call: Call,
  given: Destination | undefined,
  param: string,
): Promise<Destination> {
  if (given) return given;
  const hint = `Use ${TAKES}.`;
  throw noDestination(call, param, hint);
}

export type On = OnServer<MssqlConnection, Destination>;

export const { onConnection, rowsOn } = connecting({
  is: isConnection,
  destinationFor,
  open: (call, { address }: Destination, tls) => open(call, address, tls),
  session: (call, connection: MssqlConnection) => new CallSession(call, connection),
});
