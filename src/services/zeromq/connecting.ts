import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { addressParam } from './address.js';
import type { Endpoint } from './endpoint.js';
import { connected, linger, type MakeEndpoint, wait } from './open.js';
import { Puller } from './puller.js';
import { Pusher } from './pusher.js';
import { Requester } from './requester.js';
import { specOf } from './spec.js';
import { Subscriber } from './subscriber.js';

const params = { address: addressParam(), logging, linger, wait };

function connecting<E extends Endpoint>(type: string, Type: MakeEndpoint<E>) {
  return makers.createConnection(specOf(Type), {
    name: `CreateConnection${type}`,
    params,
    open: ({ address: to, linger, wait }, call, log) =>
      connected(new Type({ log, linger }), { to, wait }, call),
  });
}

/**
 * Opens a connection for requests (REQ) to a REP or ROUTER socket.
 *
 * `await using connection = await createConnectionReq(…)` closes it automatically. An open connection
 * does not keep the program alive. A lost connection is opened again, after a longer wait each time.
 * Requests of several calls wait for each other. If a reply does not arrive in time, the next request
 * uses a new connection, so that a late reply is never taken for another one.
 *
 * @throws {ConnectionError} The connection was refused or closed.
 * @throws {ServiceError} The other side is not a REP or ROUTER socket, or requires authentication.
 * @see https://rfc.zeromq.org/spec/28/
 */
export const createConnectionReq = connecting('Req', Requester);

/**
 * Opens a connection that receives messages (SUB) from a PUB or XPUB socket.
 *
 * It gets nothing until it subscribes. Messages that are published while it is not connected are lost,
 * as always with ZeroMQ. A lost connection is opened again, with its subscriptions. A publisher that
 * sends faster than the messages are read has to wait.
 *
 * @throws {ConnectionError} The connection was refused or closed.
 * @throws {ServiceError} The other side is not a PUB or XPUB socket, or requires authentication.
 * @see https://rfc.zeromq.org/spec/29/
 */
export const createConnectionSub = connecting('Sub', Subscriber);

/**
 * Opens a connection that sends messages (PUSH) to a PULL socket.
 *
 * Closing it waits for unsent messages, for as long as `linger` says. While the connection is lost,
 * messages wait for it. ZeroMQ confirms nothing: what was on its way when the connection broke may be
 * lost.
 *
 * @throws {ConnectionError} The connection was refused or closed.
 * @throws {ServiceError} The other side is not a PULL socket, or requires authentication.
 * @see https://rfc.zeromq.org/spec/30/
 */
export const createConnectionPush = connecting('Push', Pusher);

/**
 * Opens a connection that receives messages (PULL) from a PUSH socket.
 *
 * A sender that is faster than the messages are read has to wait. A lost connection is opened again.
 *
 * @throws {ConnectionError} The connection was refused or closed.
 * @throws {ServiceError} The other side is not a PUSH socket, or requires authentication.
 * @see https://rfc.zeromq.org/spec/30/
 */
export const createConnectionPull = connecting('Pull', Puller);
