import * as makers from '../../core/connection/methods.js';
import type { Call } from '../../core/definition/call.js';
import { number } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { OintError, ResponseError } from '../../core/errors/errors.js';
import { Exchange } from '../../core/grpc/exchange.js';
import { ENDED } from '../../core/grpc/streams.js';
import { grpcConnection, loginOf, usingGrpc } from './connection.js';
import { dataList } from './data.js';
import { type RawResult, ResultReader } from './grpc-result.js';
import { results, wouldCall } from './grpc-send.js';
import { queryInfo, queryInfos } from './query-info.js';
import { request } from './request.js';
import { session } from './session.js';
import type { GrpcReceived, GrpcSent, StreamMessage } from './types.js';
import { SERVICE } from './wire.js';

const timeout = number('Longest wait of one operation in milliseconds; 0 for none', {
  option: 'tout',
  default: 10_000,
});
const DONE = { result: true } as const;

/**
 * Sends a query with data in parts, and returns the server's message.
 *
 * The parts are sent one after another as they are: their rows need line breaks where the format has
 * them. The request may have data, too, which comes first.
 *
 * @returns `received_message`: how many rows were written, and what else the server reports.
 * @throws {ServiceError} The query failed: `reason` is the name of the error, such as `UNKNOWN_TABLE`.
 * @see https://clickhouse.com/docs/interfaces/grpc
 */
export const processGRPCSending = method('clickhouse', 'ProcessGRPCSending', {
  effect: 'write',
  params: {
    connection: grpcConnection,
    request,
    data: dataList('Data in parts: text, JSON or bytes', { example: "['1,Ada\\n','2,Alan\\n']" }),
    session,
    timeout,
  },
  async run({ connection, request, data, session, timeout }, call): Promise<GrpcSent> {
    await wouldCall(call, connection, { ...request, data: '' }, session);
    return usingGrpc(call, connection, async (connection) => {
      const first = await queryInfo(call, { query: request, session, login: loginOf(connection) });
      const found = await connection.method(call, SERVICE, 'ExecuteQueryWithStreamInput');
      const parts = [...(request.data === undefined ? [] : [request.data]), ...data];
      const exchange = new Exchange(call, connection, found, {
        data: queryInfos(first, parts),
        timeout,
      });
      const { data: messages } = await Exchange.all(exchange);
      const [raw] = messages;
      if (raw === undefined) {
        throw new ResponseError({ method: call.method, message: 'the server sent no result' });
      }
      const message = new ResultReader(request.format).read(call, raw as RawResult);
      return {
        result: true,
        request_sending: DONE,
        data_sending: data.map(() => DONE),
        received_message: { result: true, message },
        stream_closing: DONE,
      };
    });
  },
});

/**
 * Sends a query, and returns the messages with its result.
 *
 * The output of a large result comes in several messages. JSON that is complete in one message is its
 * value, and otherwise text.
 *
 * @returns `messages`, and in `stop_message` why receiving ended.
 * @throws {ServiceError} The query failed: `reason` is the name of the error, such as `UNKNOWN_TABLE`.
 * @see https://clickhouse.com/docs/interfaces/grpc
 */
export const processGRPCReceiving = method('clickhouse', 'ProcessGRPCReceiving', {
  effect: 'write',
  params: {
    connection: grpcConnection,
    request,
    count: number('Maximum number of messages to receive; by default all', {
      option: 'amount',
      optional: true,
    }),
    session,
    timeout,
  },
  async run({ connection, request, count = 0, session, timeout }, call): Promise<GrpcReceived> {
    await wouldCall(call, connection, request, session);
    return usingGrpc(call, connection, async (connection) => {
      const found = results(call, connection, request, session, { timeout, count });
      const messages = await read(call, found, request.format);
      const isAll = count === 0 || messages.length < count;
      return { result: true, messages, stop_message: isAll ? ENDED : DONE };
    });
  },
});

/** An error in the middle has the messages before it as its `partial`. */
async function read(
  call: Call,
  found: AsyncIterable<RawResult>,
  format?: string,
): Promise<StreamMessage[]> {
  const reader = new ResultReader(format);
  const messages: StreamMessage[] = [];
  try {
    for await (const raw of found) {
      messages.push({ result: true, message: reader.read(call, raw) });
    }
  } catch (error) {
    if (error instanceof OintError && messages.length > 0) {
      error.partial = call.redactor.deep(messages);
    }
    throw error;
  }
  return messages;
}

/**
 * Returns the TLS settings for a connection.
 *
 * The server's certificate is verified, including the host name, unless all certificates are trusted.
 */
export const getTlsSettings = makers.getTlsSettings({ service: 'clickhouse' });
