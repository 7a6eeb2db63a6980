import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { GrpcConnection } from '../../core/grpc/connection.js';
import { savedFile } from '../../core/http/save.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { openGrpc, usingGrpc } from './connection.js';
import { exceptionError, exceptionIn } from './exceptions.js';
import { formatFor } from './formats.js';
import { type RawResult, ResultReader } from './grpc-result.js';
import { results, wouldCall } from './grpc-send.js';
import { rowFormat } from './http.js';
import type { Query } from './request.js';
import { rowsIn } from './rows.js';
import type { Session } from './session.js';
import type { GrpcSettings } from './target.js';
import type { Executed } from './types.js';
import { outputValue } from './value.js';

/** Requests over gRPC: https://clickhouse.com/docs/interfaces/grpc */

type Given = GrpcConnection | GrpcSettings;

/** The largest result in memory. */
const LARGEST = 512 * 2 ** 20;

/** The whole result of a request. */
export async function execute(
  call: Call,
  given: Given,
  query: Query,
  session: Session | undefined,
): Promise<Executed> {
  const asked = { ...query, format: query.format ?? 'JSON' };
  await wouldCall(call, given, asked, session);
  return usingGrpc(call, given, async (connection) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let [all, last]: [RawResult | undefined, RawResult | undefined] = [undefined, undefined];
    for await (const raw of results(call, connection, asked, session)) {
      const chunk = Buffer.from(raw.output, 'base64');
      chunks.push(chunk);
      size += chunk.length;
      if (size > LARGEST) throw tooLarge(call);
      // The first message describes the result, and the last one how it went.
      all ??= { ...raw, output: '' };
      last = raw;
    }
    const body = outputValue(
      Buffer.concat(chunks, size),
      all?.output_format || asked.format!,
      call,
      (text) => exceptionError(call, exceptionIn(text)!, 'gRPC'),
    );
    if (!all || !last)
      throw new ResponseError({ method: call.method, message: 'the server sent no result' });
    const merged = {
      ...last,
      query_id: all.query_id || last.query_id,
      time_zone: all.time_zone,
      output_format: all.output_format,
      output_columns: all.output_columns,
      output: '',
    };
    const { output: _, ...message } = new ResultReader(asked.format).read(call, merged);
    return { result: true, body, message };
  });
}

function tooLarge(call: Call): ResponseError {
  return new ResponseError({
    method: call.method,
    message: `the response is larger than ${LARGEST / 2 ** 20} MiB`,
    hint: 'Save it to a file.',
  });
}

/** Saves the result to a file as it arrives, complete or not at all. */
export async function save(
  call: Call,
  given: Given,
  query: Query,
  session: Session | undefined,
  path: string,
): Promise<Executed> {
  const asked = { ...query, format: formatFor(path, query.format) };
  await wouldCall(call, given, asked, session);
  const file = await savedFile(call, path, (to) =>
    usingGrpc(call, given, async (connection) => {
      for await (const { output } of results(call, connection, asked, session)) {
        await to.write(Buffer.from(output, 'base64'));
        call.options.onProgress?.({ direction: 'down', done: to.size, total: undefined });
      }
      return undefined;
    }),
  );
  return { result: true, file };
}

/** The rows of a result as they arrive. */
export async function* rows(
  call: Call,
  given: Given,
  query: Query,
  session: Session | undefined,
): AsyncGenerator<readonly JsonRecord[]> {
  const asked = { ...query, format: rowFormat(call, query) };
  const opened = 'transport' in given ? await openGrpc(call, given) : given;
  try {
    const rules = { call, format: asked.format!, tag: undefined, inRow: false };
    const fail = (text: string) => exceptionError(call, exceptionIn(text)!, 'gRPC');
    yield* rowsIn(outputs(call, opened, asked, session), { ...rules, fail });
  } finally {
    if (opened !== given) await opened.close();
  }
}

async function* outputs(
  call: Call,
  connection: GrpcConnection,
  query: Query,
  session: Session | undefined,
): AsyncGenerator<Buffer> {
  for await (const { output } of results(call, connection, query, session)) {
    if (output !== '') yield Buffer.from(output, 'base64');
  }
}
