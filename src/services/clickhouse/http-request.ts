import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import type { RequestSpec } from '../../core/http/build.js';
import { shownUrl } from '../../core/http/url.js';
import { codingOf, type Data, isReplayable } from './data.js';
import { failureOf } from './exceptions.js';
import { authorizationHeader } from './login.js';
import type { ExternalTable, Query } from './request.js';
import type { Session } from './session.js';
import type { HttpTarget } from './target.js';

/** What a request asks for. */
export interface Asked {
  query: Query;
  session: Session | undefined;
  /** The format of the result if the SQL names none. */
  format: string | undefined;
  /** True if the server should send nothing before the end of the query: errors have a status then. */
  waits: boolean;
  /** Settings of our own. */
  own: Readonly<Record<string, string>>;
}

/** The URL of a request: everything but the login is in its query. */
export function urlOf(target: HttpTarget, { query, session, format, waits, own }: Asked): URL {
  const url = new URL(target.url);
  const { searchParams: params } = url;
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined) params.set(name, value);
  };
  add('database', query.database);
  add('default_format', format);
  add('query_id', query.id);
  if (session) {
    add('session_id', session.id);
    if (session.check) add('session_check', '1');
    add('session_timeout', session.timeout === undefined ? undefined : String(session.timeout));
  }
  if (waits) add('wait_end_of_query', '1');
  for (const [name, value] of Object.entries(own)) add(name, value);
  for (const { name, columns, format: usual } of query.tables) {
    add(`${name}_structure`, structureOf(columns));
    add(`${name}_format`, usual);
  }
  // Those of the caller replace ours.
  for (const [name, values] of Object.entries(query.settings)) {
    params.delete(name);
    for (const value of values) params.append(name, value);
  }
  if (query.data !== undefined || query.tables.length > 0) add('query', query.sql);
  return url;
}

function structureOf(columns: ExternalTable['columns']): string {
  return columns.map(({ name, type }) => `${quoted(name)} ${type}`).join(', ');
}

function quoted(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name.replace(/[\\`]/g, '\\$&')}\``;
}

/** The login, headers and body of a request. */
export function specOf(call: Call, { url, login, headers }: HttpTarget, query: Query): RequestSpec {
  const authorization = authorizationHeader(login);
  if (authorization) call.redactor.add(authorization.replace(/^\w+ /, ''));
  const coding = query.tables.length > 0 ? undefined : codingOf(query.data);
  return {
    headers,
    ownHeaders: {
      accept: '*/*',
      ...(authorization && { authorization }),
      ...(query.tables.length === 0 && { 'content-type': 'text/plain; charset=utf-8' }),
      ...(coding && { 'content-encoding': coding }),
    },
    failure: (error) => failureOf(error, call, `POST ${shownUrl(url)}`),
    ...bodyOf(call, query),
  };
}

function bodyOf(call: Call, { sql, data, tables }: Query): RequestSpec {
  if (tables.length === 0) return { body: data ?? sql };
  if (data !== undefined) {
    const message = 'over HTTP, a request cannot have both data and external tables';
    const hint = 'Use gRPC, or insert the data first.';
    throw new InputError({ method: call.method, param: 'request', message, hint });
  }
  return { form: tables.map(({ name, data }) => [name, fileOf(name, data)] as const) };
}

/** Only a part with a file name is data. */
function fileOf(name: string, data: Data): Bytes {
  return data instanceof Bytes ? data : Bytes.of(Buffer.from(data), { name });
}

/** True if the body can be sent again. */
export function canRepeat({ data, tables }: Query): boolean {
  return isReplayable(data) && tables.every((table) => isReplayable(table.data));
}
