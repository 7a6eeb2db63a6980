import { tls } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import {
  anything,
  flag,
  list,
  number,
  record,
  records,
  text,
} from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import type { GrpcConnection } from '../../core/grpc/connection.js';
import { Exchange, type Messages } from '../../core/grpc/exchange.js';
import { grpcurl } from '../../core/grpc/grpcurl.js';
import { expectKind, OpenStream, type StreamKind } from '../../core/grpc/open-stream.js';
import {
  closeStream as closeOne,
  closeStreamOf,
  ENDED,
  late,
  openStream,
  streamOf,
} from '../../core/grpc/streams.js';
import { connection, methodName, open, service, using } from './common.js';
import { INSTEAD } from './instead.js';
import type {
  BidirectionalResult,
  ClientStreamResult,
  Done,
  NotDone,
  StreamId,
  StreamMessage,
} from './types.js';

const timeout = number('Longest wait of one operation in milliseconds; 0 for none', {
  option: 'tout',
  default: 10_000,
});
const streamId = text('ID of the stream', {
  option: 'stream',
  example: '148049c1-2c63-44b9-8f64-7b4471569480',
});
const message = record('Message to send', { option: 'data', example: "{'name':'Ada'}" });

async function started(
  call: Call,
  connection: GrpcConnection,
  kind: StreamKind,
  from: { service: string; method: string; timeout: number },
): Promise<{ stream: OpenStream; id: string }> {
  const found = await connection.method(call, from.service, from.method);
  expectKind(call, found, kind, INSTEAD);
  return openStream(call, connection, found, from.timeout);
}

/**
 * Starts a call of a server-streaming method: one request, many responses.
 *
 * GetMessage receives the responses one by one.
 */
export const initializeServerStream = method('grpc', 'InitializeServerStream', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection: open, service, method: methodName, data: message, timeout },
  async run({ connection, data, ...from }, call): Promise<StreamId> {
    const { stream, id } = await started(call, connection, 'server', from);
    try {
      await stream.sendInTime(call, data);
    } catch (error) {
      closeStreamOf(connection, id);
      throw error;
    }
    stream.finish();
    return { result: true, streamId: id };
  },
});

/**
 * Starts a call of a client-streaming method: many requests, one response.
 *
 * SendMessage sends the requests. After CompleteSend, GetMessage receives the response.
 */
export const initializeClientStream = method('grpc', 'InitializeClientStream', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection: open, service, method: methodName, timeout },
  async run({ connection, ...from }, call): Promise<StreamId> {
    const { id } = await started(call, connection, 'client', from);
    return { result: true, streamId: id };
  },
});

/**
 * Starts a call of a bidirectional method: many requests and many responses, in any order.
 */
export const initializeBidirectionalStream = method('grpc', 'InitializeBidirectionalStream', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection: open, service, method: methodName, timeout },
  async run({ connection, ...from }, call): Promise<StreamId> {
    const { id } = await started(call, connection, 'bidirectional', from);
    return { result: true, streamId: id };
  },
});

/**
 * Sends a message of an open stream.
 *
 * @returns `result` is false if the server did not accept it in time.
 */
export const sendMessage = method('grpc', 'SendMessage', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection: open, streamId, data: message },
  async run({ connection, streamId, data }, call): Promise<Done | NotDone> {
    const stream = streamOf(call, connection, streamId);
    if (await stream.send(call, data)) return { result: true };
    return late(stream, 'the server did not accept the message');
  },
});

/**
 * Gets the next message of an open stream, or waits for it.
 *
 * @returns `message`; `result` is false if none arrived in time, or the stream has ended.
 * @throws {ServiceError} The server ended the stream with a status other than OK.
 */
export const getMessage = method('grpc', 'GetMessage', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: { connection: open, streamId },
  async run({ connection, streamId }, call): Promise<StreamMessage | NotDone> {
    const stream = streamOf(call, connection, streamId);
    const found = await stream.next(call);
    if (found === 'late') return late(stream, 'no message arrived');
    return found ? { result: true, ...found } : ENDED;
  },
});

/**
 * Says that no more messages follow in an open stream.
 */
export const completeSend = method('grpc', 'CompleteSend', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection: open, streamId },
  run({ connection, streamId }, call): Done {
    streamOf(call, connection, streamId).finish();
    return { result: true };
  },
});

/**
 * Closes an open stream. If it has not ended, the call is canceled.
 */
export const closeStream = method('grpc', 'CloseStream', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection: open, streamId },
  run: ({ connection, streamId }, call): Done => closeOne(call, connection, streamId),
});

/**
 * Calls a server-streaming method and returns its responses.
 *
 * @returns `data`: the responses, in order.
 * @throws {ServiceError} The server returned a status other than OK.
 * @see https://grpc.io/docs/what-is-grpc/core-concepts
 */
export const processServerStream = method('grpc', 'ProcessServerStream', {
  effect: 'write',
  params: {
    connection,
    service,
    method: methodName,
    data: record('Request', { example: "{'name':'Ada'}" }),
    timeout,
    tls,
    count: number('Maximum number of messages; by default all', { optional: true }),
  },
  async run(
    { connection, tls, service, method: name, data, timeout, count },
    call,
  ): Promise<Messages> {
    call.wouldSend(() => grpcurl(connection, { tls, service, method: name, data, timeout }));
    return using(call, connection, tls, async (connection) => {
      const method = await connection.method(call, service, name);
      expectKind(call, method, 'server', INSTEAD);
      return Exchange.all(new Exchange(call, connection, method, { data: [data], timeout, count }));
    });
  },
  rows: ({ data }) => data as object[],
});

/**
 * Calls a client-streaming method: sends all messages and returns the response.
 *
 * @returns `message`: the response.
 * @throws {ServiceError} The server returned a status other than OK.
 * @see https://grpc.io/docs/what-is-grpc/core-concepts
 */
export const processClientStream = method('grpc', 'ProcessClientStream', {
  effect: 'write',
  params: {
    connection,
    service,
    method: methodName,
    data: list(records, 'Messages to send', { example: "[{'name':'Ada'},{'name':'Alan'}]" }),
    timeout,
    tls,
  },
  async run(
    { connection, tls, service, method: name, data, timeout },
    call,
  ): Promise<ClientStreamResult> {
    call.wouldSend(() => grpcurl(connection, { tls, service, method: name, data, timeout }));
    return using(call, connection, tls, async (connection) => {
      const method = await connection.method(call, service, name);
      expectKind(call, method, 'client', INSTEAD);
      const exchange = new Exchange(call, connection, method, { data, timeout });
      const { data: found } = await Exchange.all(exchange);
      return {
        result: true,
        message: found[0],
        messages_sent: exchange.sent,
        finish_sending: { result: true },
      };
    });
  },
});

/**
 * Calls a bidirectional method: sends and receives messages in a given order.
 *
 * In the order, an object is a message to send, and `null` receives one:
 * `[{'name':'Ada'},null,{'name':'Alan'},null]`.
 *
 * @returns `data`: the messages received; `final_retrieval`: why receiving ended.
 * @throws {ServiceError} The server returned a status other than OK.
 * @see https://grpc.io/docs/what-is-grpc/core-concepts
 */
export const processBidirectionalStream = method('grpc', 'ProcessBidirectionalStream', {
  effect: 'write',
  params: {
    connection,
    service,
    method: methodName,
    order: list(anything, 'Messages to send, and null where one is received', {
      option: 'exch',
      example: "[{'name':'Ada'},null]",
    }),
    timeout,
    tls,
    goOn: flag('Go on receiving after the order, until the end', { option: 'cnt', default: true }),
  },
  async run(
    { connection, tls, service, method: name, order, timeout, goOn },
    call,
  ): Promise<BidirectionalResult> {
    const data = order.filter((one) => one !== null && one !== undefined);
    call.wouldSend(() => grpcurl(connection, { tls, service, method: name, data, timeout }));
    return using(call, connection, tls, async (connection) => {
      const found = await connection.method(call, service, name);
      expectKind(call, found, 'bidirectional', INSTEAD);
      const stream = new OpenStream(call, connection, found, timeout);
      try {
        return await inOrder(call, stream, order, goOn);
      } finally {
        stream.cancel();
      }
    });
  },
  rows: ({ data }) => data as object[],
});

async function inOrder(
  call: Call,
  stream: OpenStream,
  order: readonly unknown[],
  goOn: boolean,
): Promise<BidirectionalResult> {
  const data: unknown[] = [];
  let end: Done | NotDone = { result: true };
  for (const [at, one] of order.entries()) {
    if (one !== null && one !== undefined) {
      await stream.sendInTime(call, one, `order[${at}]`);
      continue;
    }
    const found = await stream.nextInTime(call);
    if (!found) {
      end = ENDED;
      break;
    }
    data.push(found.message);
  }
  stream.finish();
  while (goOn && end.result) {
    const found = await stream.nextInTime(call);
    if (found) data.push(found.message);
    else end = ENDED;
  }
  return { result: true, data, finish_sending: { result: true }, final_retrieval: end };
}
