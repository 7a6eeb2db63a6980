import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { codingOf, type Data } from './data.js';
import type { Login } from './login.js';
import type { ExternalTable, Query } from './request.js';
import type { Session } from './session.js';

/** The requests of gRPC: the first has the query, and those after it have more of its data. */

/** The size of a part of the data: servers accept messages of 4 MiB and more. */
const PART = 1024 * 1024;

/** The largest data of an external table, which is sent in one message. */
const LARGEST_TABLE = 64 * 2 ** 20;

type QueryInfo = Readonly<Record<string, unknown>>;

interface Asking {
  query: Query;
  session: Session | undefined;
  login: Login;
}

/** The message for a query, without its data. */
export async function queryInfo(call: Call, { query, session, login }: Asking): Promise<QueryInfo> {
  const coding = codingOf(query.data);
  return {
    query: query.sql,
    ...(query.id !== undefined && { query_id: query.id }),
    ...(query.database !== undefined && { database: query.database }),
    ...(query.format !== undefined && { output_format: query.format }),
    settings: settingsIn(call, query),
    ...(login.kind === 'basic' && { user_name: login.user, password: login.password }),
    ...(session && {
      session_id: session.id,
      session_check: session.check,
      ...(session.timeout !== undefined && { session_timeout: session.timeout }),
    }),
    ...(query.tables.length > 0 && { external_tables: await tablesIn(call, query.tables) }),
    ...(coding && { input_compression_type: coding }),
  };
}

/** Over gRPC, nothing but settings is among them. */
function settingsIn(call: Call, { settings }: Query): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, values]) => {
      if (values.length === 1) return [name, values[0]!];
      const message = `the setting ${name} has ${values.length} values, but gRPC has one for each`;
      throw new InputError({ method: call.method, param: 'request', message });
    }),
  );
}

function tablesIn(call: Call, tables: readonly ExternalTable[]): Promise<object[]> {
  return Promise.all(
    tables.map(async ({ name, columns, data, format }) => {
      const coding = codingOf(data);
      return {
        name,
        columns,
        data: await tableBytes(call, name, data),
        format: format ?? 'TabSeparated',
        ...(coding && { compression_type: coding }),
      };
    }),
  );
}

async function tableBytes(call: Call, name: string, data: Data): Promise<Buffer> {
  const size = data instanceof Bytes ? (data.size ?? 0) : Buffer.byteLength(data);
  const bytes = size > LARGEST_TABLE ? undefined : await bytesOf(data);
  if (bytes && bytes.length <= LARGEST_TABLE) return bytes;
  const message = `the external table ${name} is larger than ${LARGEST_TABLE / 2 ** 20} MiB`;
  throw new InputError({
    method: call.method,
    param: 'request',
    message,
    hint: 'Use HTTP, which has no such limit.',
  });
}

async function bytesOf(data: Data): Promise<Buffer> {
  return data instanceof Bytes ? data.buffer() : Buffer.from(data);
}

/**
 * The messages for a query and its data, which is read while they are sent. After the last one come
 * others if `isContinued`.
 */
export async function* queryInfos(
  first: QueryInfo,
  data: readonly Data[],
  isContinued = false,
): AsyncGenerator<QueryInfo> {
  let last: QueryInfo = first;
  for (const one of data) {
    for await (const part of partsOf(one)) {
      yield { ...last, next_query_info: true };
      last = { input_data: part };
    }
  }
  yield isContinued ? { ...last, next_query_info: true } : last;
}

async function* partsOf(data: Data): AsyncGenerator<Buffer> {
  const chunks = data instanceof Bytes ? await data.open() : [Buffer.from(data)];
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    for (let at = 0; at < bytes.length; at += PART) yield bytes.subarray(at, at + PART);
  }
}
