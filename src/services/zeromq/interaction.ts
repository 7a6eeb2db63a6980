import { openConnection } from '../../core/connection/connection.js';
import * as makers from '../../core/connection/methods.js';
import { number, text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { ZmtpProblem } from '../../core/zmtp/problem.js';
import type { Endpoint } from './endpoint.js';
import { message, received } from './message.js';
import { Publisher } from './publisher.js';
import { Puller } from './puller.js';
import { Pusher } from './pusher.js';
import { Replier } from './replier.js';
import { Requester } from './requester.js';
import { spec, specOf } from './spec.js';
import { Subscriber } from './subscriber.js';
import type { NotDone, ReceivedMessage, Sent, Subscribed } from './types.js';

type Sending = Requester | Replier | Publisher | Pusher;
type Receiving = Requester | Replier | Subscriber | Puller;

const isSending = (value: unknown): value is Sending =>
  value instanceof Requester ||
  value instanceof Replier ||
  value instanceof Publisher ||
  value instanceof Pusher;
const isReceiving = (value: unknown): value is Receiving =>
  value instanceof Requester ||
  value instanceof Replier ||
  value instanceof Subscriber ||
  value instanceof Puller;

const OPEN = 'Open connection or port';
const option = { option: 'conn' } as const;
const data = message('Message to send: text or bytes, or an array with its parts', {
  example: 'Hello',
});

/**
 * Sends a message: a request (REQ), a reply (REP), or what is published (PUB) or passed on (PUSH).
 *
 * REQ and PUSH wait until a peer is connected and has room. The message is copied, and on its way when
 * this returns; ZeroMQ does not confirm its arrival.
 *
 * @returns `peers`: to how many it is sent; of a publisher, 0 if no one wants it. `result` is false if
 * the sender of the request has left.
 * @throws {TimeoutError} No peer was connected in time, or none had room.
 * @throws {ServiceError} A reply was sent without a request (EFSM).
 */
export const sendData = method('zeromq', 'SendData', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    connection: openConnection(isSending, OPEN, option, 'an open connection or port that sends'),
    data,
    timeout: number('Longest wait for a peer in milliseconds; by default any time', {
      option: 'tout',
      optional: true,
    }),
  },
  async run({ connection, data, timeout = 0 }, call): Promise<Sent | NotDone> {
    const sending = connection.send(data, timeout, call);
    const peers = typeof sending === 'number' ? sending : await sending;
    connection.log?.add(`Sent ${data.length} parts`);
    if (peers > 0 || connection.type === 'PUB') return { result: true, peers };
    return { result: false, error: 'the sender of the request has left, or does not read' };
  },
});

/**
 * Gets the next message, or waits for it.
 *
 * @returns `data` with the whole message, and `parts`. `result` is false if nothing arrived in time.
 * @throws {ConnectionError} The connection was lost before the reply to a request (REQ).
 * @throws {ServiceError} A reply is expected without a request (EFSM).
 */
export const receiveData = method('zeromq', 'ReceiveData', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: {
    connection: openConnection(
      isReceiving,
      OPEN,
      option,
      'an open connection or port that receives',
    ),
    timeout: number('Longest wait for a message in milliseconds; by default any time', {
      option: 'tout',
      optional: true,
    }),
  },
  async run({ connection, timeout = 0 }, call): Promise<ReceivedMessage | NotDone> {
    const parts = connection.take() ?? (await connection.next(timeout, call));
    if (!parts) return { result: false, error: `no message arrived within ${timeout / 1000} s` };
    connection.log?.add(`Received ${parts.length} parts`);
    return received(parts);
  },
});

/**
 * Sends a request and waits for its reply (REQ).
 *
 * If no reply arrives in time, the connection can be used again: the next request has a connection of
 * its own, so that a late reply is never taken for another one.
 *
 * @returns `data` with the whole reply, and `parts`.
 * @throws {TimeoutError} No peer was connected in time, or no reply arrived.
 * @throws {ConnectionError} The connection was lost before the reply.
 */
export const processRequest = method('zeromq', 'ProcessRequest', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    connection: openConnection(specOf(Requester).is, 'Open connection for requests', option),
    data,
    sendingTimeout: number('Longest wait for a peer in milliseconds; by default any time', {
      option: 'treq',
      optional: true,
    }),
    receivingTimeout: number('Longest wait for the reply in milliseconds; by default any time', {
      option: 'trep',
      optional: true,
    }),
  },
  async run(
    { connection, data, sendingTimeout: sending = 0, receivingTimeout: receiving = 0 },
    call,
  ): Promise<ReceivedMessage> {
    const parts = await connection.request(data, { sending, receiving }, call);
    connection.log?.add(`Request of ${data.length} parts, reply of ${parts.length}`);
    return received(parts);
  },
});

/**
 * Subscribes to messages that begin with a prefix (SUB).
 *
 * An empty prefix subscribes to all. A prefix of text is compared as UTF-8. Further prefixes add to the
 * first.
 */
export const subscribe = method('zeromq', 'Subscribe', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: {
    connection: openConnection(
      specOf(Subscriber).is,
      'Open connection of a subscriber',
      option,
      'an open connection, as CreateConnectionSub returns it',
    ),
    prefix: text('Prefix of the messages; empty for all', { example: 'weather.' }),
  },
  run({ connection, prefix }, call): Subscribed {
    try {
      connection.subscribe(Buffer.from(prefix));
      return { result: true };
    } catch (error) {
      if (!(error instanceof ZmtpProblem)) throw error;
      throw inputError(callContext(call, 'prefix'), `: ${error.message}`);
    }
  },
});

/**
 * Closes an open connection or port, after everything was sent.
 *
 * @throws {ConnectionError} A PUSH socket could not send all messages in time (`linger`).
 */
export const closeConnection = makers.closeConnection<Endpoint>(spec);

/**
 * Checks whether a value is an open connection or port of ZeroMQ.
 */
export const isConnectorObject = makers.isConnector(spec, 'IsConnectorObject');
