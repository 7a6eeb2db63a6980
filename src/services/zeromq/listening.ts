import { ConnectionLog, logging } from '../../core/connection/connection-log.js';
import { listenOn, ofServer, poolSize } from '../../core/connection/server-methods.js';
import { number } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import type { Endpoint } from './endpoint.js';
import { bound, linger, type MakeEndpoint } from './open.js';
import { Publisher } from './publisher.js';
import { Puller } from './puller.js';
import { Pusher } from './pusher.js';
import { Replier } from './replier.js';

const port = number('Port to bind to; 0 for any free one', { example: '5555' });
const params = { port, logging, host: listenOn, poolSize, linger };

function binding<E extends Endpoint>(type: string, Type: MakeEndpoint<E>) {
  return method('zeromq', `BindPort${type}`, {
    effect: 'write',
    ...ofServer,
    params,
    run: ({ logging, linger, ...options }, call): Promise<E> => {
      const log = logging && new ConnectionLog(call, logging);
      return bound(new Type({ log, linger }), options, call);
    },
  });
}

/**
 * Binds a port that receives requests and replies to them (REP), from REQ and DEALER sockets.
 *
 * `await using server = await bindPortRep({ port: 5555 })` closes it automatically. It listens on
 * 127.0.0.1, which only this machine can reach, unless `host` is another address. More connections than
 * the maximum are closed at once. A message of more than 64 MiB closes its connection.
 *
 * @returns The open port; `server.port` is its number.
 * @throws {InputError} The port is in use.
 */
export const bindPortRep = binding('Rep', Replier);

/**
 * Binds a port that publishes messages (PUB) to SUB and XSUB sockets.
 *
 * A subscriber gets the messages that begin with a prefix of its own, from the moment on at which its
 * subscription arrives. One that does not read misses messages once 1,000 wait for it. It listens on
 * 127.0.0.1 unless `host` is another address.
 *
 * @returns The open port; `server.port` is its number.
 * @throws {InputError} The port is in use.
 */
export const bindPortPub = binding('Pub', Publisher);

/**
 * Binds a port that sends each message to one of its PULL sockets, to all of them in turn (PUSH).
 *
 * Closing it waits for unsent messages, for as long as `linger` says. It listens on 127.0.0.1 unless
 * `host` is another address.
 *
 * @returns The open port; `server.port` is its number.
 * @throws {InputError} The port is in use.
 */
export const bindPortPush = binding('Push', Pusher);

/**
 * Binds a port that receives messages (PULL) from PUSH sockets.
 *
 * A sender that is faster than the messages are read has to wait. It listens on 127.0.0.1 unless `host`
 * is another address.
 *
 * @returns The open port; `server.port` is its number.
 * @throws {InputError} The port is in use.
 */
export const bindPortPull = binding('Pull', Puller);
