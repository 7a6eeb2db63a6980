import { randomUUID } from 'node:crypto';
import { address } from '../../core/definition/kinds/address.js';
import {
  flag,
  list,
  number,
  record,
  records,
  sql,
  text,
} from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { param } from '../../core/definition/param.js';
import { RowStream } from '../../core/sql/row-stream.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { anyConnection, isHttp } from './connection.js';
import { keptData } from './data.js';
import { SAVED } from './formats.js';
import * as overGrpc from './grpc-call.js';
import * as overHttp from './http.js';
import { authorization } from './login.js';
import { request } from './request.js';
import { rowsOfBody } from './rows.js';
import { session } from './session.js';
import type {
  ConnectionRecord,
  Executed,
  RequestRecord,
  SessionRecord,
  TableRecord,
} from './types.js';

/**
 * Executes a query, an insert or any other statement.
 *
 * `--req` may be plain SQL, and `--conn` an address such as http://localhost:8123. The format is JSON
 * unless the request or the SQL names another. 64-bit integers and decimals are strings in JSON, so that
 * no digit is lost. An insert sends its data as it is read: `'data':'@rows.csv'`, or `'data':'-'` for
 * standard input; a file named .gz, .zst, .br, .xz, .lz4 or .bz2 is sent as it is, and the server
 * decompresses it. `--out rows.parquet` saves the response as it arrives, complete or not at all, in the
 * format of the request, or of the file's name. With `--stream` or `--output table`, rows are shown as they
 * arrive. An error that the server notices after it has sent status 200 is an error, too.
 *
 * @returns `body`: the value of JSON, text, or the bytes of a binary format.
 * @throws {ServiceError} The server refused: `reason` is the name of its error, such as `UNKNOWN_TABLE`, and `details.code` its number.
 * @throws {ConnectionError} There was no response.
 * @see https://clickhouse.com/docs/interfaces/http
 */
export const executeRequest = method('clickhouse', 'ExecuteRequest', {
  effect: 'write',
  saves: SAVED,
  params: {
    connection: anyConnection,
    request,
    session,
  },
  async run({ connection, request, session }, call): Promise<Executed> {
    const { saveTo } = call.options;
    if (isHttp(connection)) {
      return saveTo === undefined
        ? overHttp.execute(call, connection, request, session)
        : overHttp.save(call, connection, request, session, saveTo);
    }
    return saveTo === undefined
      ? overGrpc.execute(call, connection, request, session)
      : overGrpc.save(call, connection, request, session, saveTo);
  },
  async stream({ connection, request, session }, call): Promise<RowStream<JsonRecord, Executed>> {
    const batches = isHttp(connection)
      ? await overHttp.rows(call, connection, request, session)
      : overGrpc.rows(call, connection, request, session);
    return new RowStream<JsonRecord, Executed>(batches, { result: true });
  },
  rows: ({ body }) => rowsOfBody(body),
  text: ({ body }) => (typeof body === 'string' ? body : undefined),
});

/**
 * Returns the settings of a connection over HTTP.
 *
 * @returns The settings; a password or token `env:NAME` is looked up when they are used.
 */
export const getHTTPConnectionSettings = method('clickhouse', 'GetHTTPConnectionSettings', {
  effect: 'read',
  offline: true,
  params: {
    url: address('Address, such as http://localhost:8123 or https://host:8443', {
      example: 'https://clickhouse.example.com:8443',
    }),
    authorization,
    headers: record('Additional headers', { optional: true }),
  },
  run: ({ url, authorization, headers }): ConnectionRecord => ({
    address: url,
    ...(headers && { headers }),
    transport: 'http',
    ...authorization,
  }),
});

/**
 * Returns a request with its data, external tables and settings.
 *
 * In settings, `param_id` is the value of `{id:UInt64}` in the SQL, and `role` one or several roles. The
 * file of `--data @rows.csv`, or standard input (`\-`), is read when the request is executed.
 *
 * @returns The request for the methods that execute one.
 */
export const getRequestSettings = method('clickhouse', 'GetRequestSettings', {
  effect: 'read',
  offline: true,
  params: {
    query: sql('SQL', { example: 'SELECT 1' }),
    database: text('Database', { option: 'db', optional: true }),
    id: text('ID of the request, if it should not be a random one', { optional: true }),
    data: param(keptData, 'Data of an insert: text, JSON or bytes; @path for a file', {
      optional: true,
    }),
    format: text('Format of the result', {
      default: 'JSON',
      values: [
        'JSON',
        'JSONCompact',
        'JSONEachRow',
        'CSV',
        'CSVWithNames',
        'TSV',
        'TSVWithNames',
        'Parquet',
        'Pretty',
      ],
    }),
    tables: list(records, 'External tables, as GetExternalTableStructure returns them', {
      option: 'ext',
      optional: true,
    }),
    settings: record('Settings of the query, and other parameters of the request', {
      optional: true,
    }),
  },
  run: ({ query, database, id, data, format, tables, settings }): RequestRecord => ({
    query,
    ...(database !== undefined && { database }),
    ...(id !== undefined && { id }),
    ...(data !== undefined && { data }),
    format,
    ...(tables && { external_tables: tables }),
    ...(settings && { settings }),
  }),
});

/**
 * Returns an external table: its data is sent with a request, which can read it like any other table.
 */
export const getExternalTableStructure = method('clickhouse', 'GetExternalTableStructure', {
  effect: 'read',
  offline: true,
  params: {
    name: text('Name of the table', { example: 'people' }),
    columns: record('Columns with their types', {
      option: 'cols',
      example: "{'id':'UInt64','name':'String'}",
    }),
    data: param(keptData, 'Rows: text, JSON or bytes; @path for a file', { optional: true }),
    format: text('Format of the rows; by default TSV', {
      optional: true,
      values: ['TSV', 'CSV', 'JSONEachRow', 'Parquet'],
    }),
  },
  run: ({ name, columns, data, format }): TableRecord => ({
    name,
    cols: columns,
    ...(data !== undefined && { data }),
    ...(format !== undefined && { format }),
  }),
});

/**
 * Returns a session: temporary tables and settings live in it between requests.
 *
 * @returns The session, with a new ID if none is given.
 * @see https://clickhouse.com/docs/interfaces/http#using-clickhouse-sessions-in-the-http-protocol
 */
export const getSessionSettings = method('clickhouse', 'GetSessionSettings', {
  effect: 'read',
  offline: true,
  params: {
    id: text('ID of the session; by default a new one', { optional: true }),
    check: flag('The session must exist; by default only if an ID is given', { optional: true }),
    timeout: number('How long the server keeps it without requests, in seconds', { default: 60 }),
  },
  run: ({ id, check, timeout }): SessionRecord => ({
    id: id ?? randomUUID(),
    check: check ?? id !== undefined,
    timeout,
  }),
});
