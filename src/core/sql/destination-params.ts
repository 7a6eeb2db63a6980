import { type Connection, connection } from '../connection/connection.js';
import type { Call } from '../definition/call.js';
import { inputError } from '../definition/kinds/refuse.js';
import { callContext, type Kind, param } from '../definition/param.js';
import type { InputError } from '../errors/errors.js';

/** The params that say where a database is, for the methods of its service. */
export function destinationParams<C extends Connection, D>(
  is: (value: unknown) => value is C,
  kind: Kind<string, D>,
  example: string,
) {
  const spec = { role: 'destination', optional: true, example } as const;
  return {
    connection: connection({ is, settings: kind }, 'Connection string, or an open connection', {
      option: 'dbc',
      ...spec,
    }),
    connectionString: param(kind, 'Connection string, such as from GenerateConnectionString', {
      option: 'string',
      ...spec,
    }),
  };
}

/** The reference does not require a connection, but there may be no usual one. */
export function noDestination(call: Call, param: string, hint: string): InputError {
  return inputError(callContext(call, param), ' is missing: the database to connect to', { hint });
}
