import type { Call } from '../../core/definition/call.js';
import { flag, number, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { param } from '../../core/definition/param.js';
import type { OpenStream } from '../../core/grpc/open-stream.js';
import { closeStream, ENDED, late, openStream, streamOf } from '../../core/grpc/streams.js';
import { loginOf, open } from './connection.js';
import { dataKind } from './data.js';
import { type RawResult, ResultReader } from './grpc-result.js';
import { queryInfo, queryInfos } from './query-info.js';
import { request } from './request.js';
import { session } from './session.js';
import type { Done, NotDone, StreamId, StreamMessage, StreamNotDone } from './types.js';
import { SERVICE } from './wire.js';

const streamId = text('ID of the stream', {
  option: 'stream',
  example: '148049c1-2c63-44b9-8f64-7b4471569480',
});
const waitNext = flag('More data follows', { option: 'next', default: false });

/** What a stream has received so far. */
const readers = new WeakMap<OpenStream, ResultReader>();

function readerOf(stream: OpenStream): ResultReader {
  const found = readers.get(stream) ?? new ResultReader();
  readers.set(stream, found);
  return found;
}

/**
 * Opens a stream for one query: its data is sent, and its result received, in parts.
 *
 * SendGRPCMessage sends the query first. GetGRPCMessage receives the result.
 */
export const openGRPCStream = method('clickhouse', 'OpenGRPCStream', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    connection: open,
    timeout: number('Longest wait of one operation in milliseconds; 0 for none', {
      option: 'tout',
      default: 10_000,
    }),
  },
  async run({ connection, timeout }, call): Promise<StreamId> {
    const found = await connection.method(call, SERVICE, 'ExecuteQueryWithStreamIO');
    return { result: true, streamId: openStream(call, connection, found, timeout).id };
  },
});

/**
 * Sends the query of an open stream, with its data or the first part of it.
 *
 * @returns `result` is false if the server did not accept it in time.
 */
export const sendGRPCMessage = method('clickhouse', 'SendGRPCMessage', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection: open, streamId, request, session, waitNext },
  async run({ connection, streamId, request, session, waitNext }, call) {
    const stream = streamOf(call, connection, streamId);
    readerOf(stream).expect(request.format ?? '');
    const first = await queryInfo(call, { query: request, session, login: loginOf(connection) });
    const data = request.data === undefined ? [] : [request.data];
    return sent(call, stream, streamId, queryInfos(first, data, waitNext));
  },
});

/**
 * Sends a part of the data of an open stream.
 *
 * @returns `result` is false if the server did not accept it in time.
 */
export const sendGRPCData = method('clickhouse', 'SendGRPCData', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    connection: open,
    streamId,
    data: param(dataKind, 'Data: text, JSON or bytes', { example: '1,Ada' }),
    waitNext,
  },
  async run({ connection, streamId, data, waitNext }, call) {
    const stream = streamOf(call, connection, streamId);
    return sent(call, stream, streamId, queryInfos({}, [data], waitNext));
  },
});

async function sent(
  call: Call,
  stream: OpenStream,
  streamId: string,
  messages: AsyncIterable<unknown>,
): Promise<StreamId | StreamNotDone> {
  for await (const message of messages) {
    if (await stream.send(call, message)) continue;
    return { ...late(stream, 'the server did not accept the message'), streamId };
  }
  return { result: true, streamId };
}

/**
 * Gets the next message of an open stream, or waits for it.
 *
 * The output of a large result comes in several messages. JSON that is complete in one message is its
 * value, and otherwise text.
 *
 * @returns `message`; `result` is false if none arrived in time, or the stream has ended.
 * @throws {ServiceError} The query failed: `reason` is the name of the error, such as `UNKNOWN_TABLE`.
 */
export const getGRPCMessage = method('clickhouse', 'GetGRPCMessage', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: {
    connection: open,
    streamId,
    format: text('Format of the output, if the server does not name it', { optional: true }),
  },
  async run({ connection, streamId, format }, call): Promise<StreamMessage | NotDone> {
    const stream = streamOf(call, connection, streamId);
    return received(call, stream, format);
  },
});

async function received(
  call: Call,
  stream: OpenStream,
  format?: string,
): Promise<StreamMessage | NotDone> {
  const found = await stream.next(call);
  if (found === 'late') return late(stream, 'no message arrived');
  if (!found) return ENDED;
  const reader = readerOf(stream);
  if (format !== undefined) reader.expect(format);
  return { result: true, message: reader.read(call, found.message as RawResult) };
}

/**
 * Says that no more messages follow in an open stream.
 */
export const completeGRPCSending = method('clickhouse', 'CompleteGRPCSending', {
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
 * Closes an open stream. If its query has not ended, it is canceled.
 */
export const closeGRPCStream = method('clickhouse', 'CloseGRPCStream', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection: open, streamId },
  run: ({ connection, streamId }, call): Done => closeStream(call, connection, streamId),
});
