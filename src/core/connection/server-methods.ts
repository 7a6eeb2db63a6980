import { number, text } from '../definition/kinds/index.js';
import { method } from '../definition/method.js';
import { type Connection, openConnection } from './connection.js';

/** Params and methods of services whose programs can be servers. */

export function runningServer<S extends Connection>(is: (value: unknown) => value is S) {
  return openConnection(
    is,
    'Running server',
    { option: 'srv', example: 'server' },
    'a running server, as StartServer returns it',
  );
}

export const connectionId = text('ID of the connection', {
  option: 'id',
  example: '9f1b8c1e-2f0c-4b0e-8d8e-2d8a3f7d5b11',
});

export const listenOn = text('Address to listen on: by default only this machine can connect', {
  default: '127.0.0.1',
});

export const poolSize = number('Maximum number of connections at a time', {
  option: 'psize',
  default: 100,
});

/** All of these methods are for programs, which hold the server. */
export const ofServer = { offline: true, programOnly: true } as const;

export function stopServer<S extends Connection>(
  service: string,
  server: ReturnType<typeof runningServer<S>>,
) {
  return method(service, 'StopServer', {
    ...ofServer,
    effect: 'write',
    params: { server },
    async run({ server }): Promise<{ result: true }> {
      await server.close();
      return { result: true };
    },
  });
}
