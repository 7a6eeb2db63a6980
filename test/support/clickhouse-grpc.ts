import { randomUUID } from 'node:crypto';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { Frames, frame } from '../../src/core/grpc/frames.js';
import { decode } from '../../src/core/protobuf/decode.js';
import { encode } from '../../src/core/protobuf/encode.js';
import { schema } from '../../src/services/clickhouse/wire.js';
import { Engine, EngineError, statementOf } from './clickhouse-engine.js';
import { listen } from './server.js';

/**
 * The gRPC interface before the engine, as clickhouse_grpc.proto describes it. The result of a stream
 * comes in several messages.
 */

interface QueryInfo {
  query: string;
  query_id: string;
  settings?: Record<string, string>;
  input_data: string;
  output_format: string;
  external_tables: {
    name: string;
    columns: { name: string; type: string }[];
    data: string;
    format: string;
  }[];
  user_name: string;
  password: string;
  next_query_info: boolean;
}

const PART = 64 * 1024;

/** A server of today's ClickHouse over gRPC with one user, `default`. */
export async function startEngineGrpc(
  password: string,
): Promise<{ address: string; port: number; close(): Promise<void> }> {
  const engine = new Engine();
  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    void serve(engine, password, stream, String(headers[':path'])).catch((error: Error) =>
      end(stream, 2, error.message),
    );
  });
  const { port, close } = await listen(server as never);
  return { address: `http://127.0.0.1:${port}`, port, close };
}

async function serve(
  engine: Engine,
  password: string,
  stream: ServerHttp2Stream,
  path: string,
): Promise<void> {
  const infos: QueryInfo[] = [];
  const frames = new Frames(() => 'none');
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    for (const message of frames.add(chunk as Buffer)) {
      infos.push(decode(schema, 'clickhouse.grpc.QueryInfo', message) as QueryInfo);
    }
    if (infos.length > 0 && !infos.at(-1)!.next_query_info) break;
  }
  const isWhole = !/Output|IO$/.test(path);
  for await (const result of results(engine, password, infos, isWhole)) {
    stream.write(frame(encode(schema, 'clickhouse.grpc.Result', result)));
  }
  stream.end();
}

async function* results(
  engine: Engine,
  password: string,
  infos: readonly QueryInfo[],
  isWhole: boolean,
): AsyncGenerator<object> {
  const [first] = infos;
  if (!first) return;
  if (first.password !== password) {
    const text =
      'default: Authentication failed: password is incorrect, or there is no user with such name.';
    yield exception(
      new EngineError(`Code: 516. DB::Exception: ${text} (AUTHENTICATION_FAILED)`, 516),
    );
    return;
  }
  const format =
    /\bFORMAT\s+(\w+)\s*$/i.exec(first.query)?.[1] ?? (first.output_format || 'TabSeparated');
  const about = {
    query_id: first.query_id || randomUUID(),
    time_zone: 'UTC',
    output_format: format,
  };
  const data = Buffer.concat(infos.map(({ input_data }) => Buffer.from(input_data, 'base64')));
  try {
    for (const table of first.external_tables) await addTable(engine, table);
    const sql = statementOf(first.query, first.settings ?? {}, data.length > 0 ? data : undefined);
    const output = await engine.all({ sql, format });
    for (const { name } of first.external_tables)
      await engine.all({ sql: `DROP TABLE ${name}`, format });
    const written = data.length > 0 ? String(data.toString('utf8').trim().split('\n').length) : '0';
    const progress = { written_rows: written, written_bytes: String(data.length) };
    const size = isWhole ? Math.max(1, output.length) : PART;
    for (let at = 0; at < Math.max(1, output.length); at += size) {
      yield {
        ...(at === 0 && about),
        output: output.subarray(at, at + size),
        ...(at + size >= output.length && { progress }),
      };
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    yield exception(error);
  }
}

async function addTable(
  engine: Engine,
  { name, columns, data, format }: QueryInfo['external_tables'][number],
) {
  const types = columns.map((column) => `${column.name} ${column.type}`).join(', ');
  await engine.all({ sql: `CREATE TABLE ${name} (${types}) ENGINE = Memory`, format: 'CSV' });
  const rows = Buffer.from(data, 'base64').toString('utf8');
  await engine.all({ sql: `INSERT INTO ${name} FORMAT ${format}\n${rows}`, format: 'CSV' });
}

function exception({ code, message }: EngineError): object {
  return { exception: { code, name: 'DB::Exception', display_text: message } };
}

function end(stream: ServerHttp2Stream, code: number, message: string): void {
  if (stream.destroyed) return;
  stream.removeAllListeners('wantTrailers');
  stream.on('wantTrailers', () =>
    stream.sendTrailers({ 'grpc-status': String(code), 'grpc-message': message }),
  );
  stream.end();
}
