import { randomUUID } from 'node:crypto';
import type http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { Engine, EngineError, formatIn, statementOf } from './clickhouse-engine.js';
import { type Received, start, type TestServer } from './server.js';

/**
 * The HTTP interface before the engine, as ClickHouse's documentation describes it: parameters, login,
 * statuses, headers, and an exception after the first bytes between marks with a tag.
 */

const VERSION = '26.7.2.1';
const TAG = 'kqzvmpwxctdblhrn';

/** Parameters that are not settings. */
const RESERVED = new Set([
  ...['query', 'database', 'default_format', 'query_id', 'session_id', 'session_check'],
  ...['session_timeout', 'wait_end_of_query', 'buffer_size', 'enable_http_compression', 'role'],
  ...['http_write_exception_in_output_format', 'readonly'],
]);

const TYPES: Readonly<Record<string, string>> = {
  JSON: 'application/json; charset=UTF-8',
  JSONCompact: 'application/json; charset=UTF-8',
  JSONEachRow: 'application/x-ndjson; charset=UTF-8',
  JSONCompactEachRowWithNames: 'application/x-ndjson; charset=UTF-8',
  CSV: 'text/csv; charset=UTF-8; header=absent',
  CSVWithNames: 'text/csv; charset=UTF-8; header=present',
};

const STATUSES: Readonly<Record<number, number>> = {
  ...{ 60: 404, 81: 404, 62: 400, 47: 404, 46: 404, 516: 403, 164: 500, 115: 404 },
};

/** A server of today's ClickHouse with one user, `default`. */
export async function startEngineHttp(password: string): Promise<TestServer> {
  const engine = new Engine();
  return start((request, response) => answer(engine, password, request, response));
}

async function answer(
  engine: Engine,
  password: string,
  request: Received,
  response: http.ServerResponse,
): Promise<void> {
  const { searchParams: params } = new URL(request.path, 'http://x');
  const id = params.get('query_id') ?? randomUUID();
  response.setHeader('X-ClickHouse-Query-Id', id);
  response.setHeader('X-ClickHouse-Server-Display-Name', 'clickhouse');
  response.setHeader('X-ClickHouse-Timezone', 'UTC');
  const expected = `Basic ${Buffer.from(`default:${password}`).toString('base64')}`;
  if (request.headers.authorization !== expected) {
    const text =
      'default: Authentication failed: password is incorrect, or there is no user with such name.';
    return refuse(
      response,
      new EngineError(`Code: 516. DB::Exception: ${text} (AUTHENTICATION_FAILED)`, 516),
    );
  }
  try {
    await execute(engine, params, request, response);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (response.headersSent) breakOff(response, error);
    else refuse(response, error);
  }
}

async function execute(
  engine: Engine,
  params: URLSearchParams,
  request: Received,
  response: http.ServerResponse,
): Promise<void> {
  const isForm = /^multipart\/form-data/.test(request.headers['content-type'] ?? '');
  const isZipped = request.headers['content-encoding'] === 'gzip';
  const body = isZipped ? gunzipSync(request.body) : request.body;
  const inUrl = params.get('query');
  const sql = inUrl ?? body.toString('utf8');
  const data = inUrl !== null && !isForm && body.length > 0 ? body : undefined;
  const tables = isForm ? await addTables(engine, params, request) : [];
  const format = formatIn(sql) ?? params.get('default_format') ?? 'TabSeparated';
  const all = [...params].filter(
    ([name]) => !RESERVED.has(name) && !/_(structure|format)$/.test(name),
  );
  const bound = all
    .filter(([name]) => name.startsWith('param_'))
    .map(([name, value]) => [name.slice(6), value]);
  const settings = all.filter(([name]) => !name.startsWith('param_'));
  const inParts =
    !params.has('wait_end_of_query') &&
    /^(JSONEachRow|CSV|TSV|TabSeparated)/.test(format) &&
    /^\s*SELECT/i.test(sql);
  const question = {
    sql: statementOf(sql, Object.fromEntries(settings), data),
    format,
    inParts,
    ...(bound.length > 0 && { params: Object.fromEntries(bound) }),
  };
  response.setHeader('X-ClickHouse-Format', format);
  response.setHeader('X-ClickHouse-Exception-Tag', TAG);
  response.setHeader('Content-Type', TYPES[format] ?? 'text/plain; charset=UTF-8');
  for await (const part of engine.ask(question)) {
    if (!response.write(part)) await new Promise((resolve) => response.once('drain', resolve));
  }
  for (const name of tables) await engine.all({ sql: `DROP TABLE ${name}`, format: 'CSV' });
  response.end();
}

/** The engine has no external tables: they are tables for as long as the request. */
async function addTables(
  engine: Engine,
  params: URLSearchParams,
  { headers, body }: Received,
): Promise<string[]> {
  const boundary = /boundary=(\S+)/.exec(headers['content-type']!)![1]!;
  const parts = body.toString('utf8').split(`--${boundary}`).slice(1, -1);
  const names: string[] = [];
  for (const part of parts) {
    const [, name = '', data = ''] =
      /name="(\w+)"; filename=[\s\S]*?\r\n\r\n([\s\S]*)\r\n$/.exec(part) ?? [];
    const columns = params.get(`${name}_structure`);
    const format = params.get(`${name}_format`) ?? 'TSV';
    await engine.all({ sql: `CREATE TABLE ${name} (${columns}) ENGINE = Memory`, format: 'CSV' });
    await engine.all({ sql: `INSERT INTO ${name} FORMAT ${format}\n${data}`, format: 'CSV' });
    names.push(name);
  }
  return names;
}

function textOf({ message }: EngineError): string {
  return `${message.replace(/^Code: \d+\. DB::Exception: (?=Code:)/, '')} (version ${VERSION} (official build))`;
}

function refuse(response: http.ServerResponse, error: EngineError): void {
  response.setHeader('X-ClickHouse-Exception-Code', String(error.code));
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  response.writeHead(STATUSES[error.code] ?? 500).end(`${textOf(error)}\n`);
}

/** The exception between marks, and the connection closed without the last chunk. */
function breakOff(response: http.ServerResponse, error: EngineError): void {
  const text = textOf(error);
  const mark = '\r\n__exception__\r\n';
  const length = Buffer.byteLength(text);
  response.write(`${mark}${TAG}\r\n${text}\n${length} ${TAG}${mark}`, () => response.destroy());
}
