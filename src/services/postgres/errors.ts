import type { Call } from '../../core/definition/call.js';
import { brokenConnection } from '../../core/errors/connection-error.js';
import { ConnectionError, OintError, ServiceError } from '../../core/errors/errors.js';
import { brokenHint } from '../../core/sql/broken-hint.js';
import type { Address } from './address.js';
import { hostOf } from './servers.js';

/** An error from the server, with the driver's names for its fields. */
interface ServerError extends Error {
  /** The SQLSTATE. */
  code: string;
  severity: string;
  detail?: string;
  hint?: string;
  position?: string;
  internalPosition?: string;
  internalQuery?: string;
  where?: string;
  schema?: string;
  table?: string;
  column?: string;
  dataType?: string;
  constraint?: string;
}

function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && 'code' in error;
}

/** Where the error happened. */
interface At {
  address: Address;
  /** The running statement; `undefined` while connecting. */
  sql?: string | undefined;
}

/** Converts an error of the driver to one of ours. */
export function failureOf(call: Call, thrown: unknown, at: At): unknown {
  if (thrown instanceof OintError || !(thrown instanceof Error)) return thrown;
  if (!isServerError(thrown)) return brokenOff(call, thrown, at);
  return isGoodbye(thrown) ? goodbye(call, thrown, at) : refusal(call, thrown, at);
}

/** The server ends the connection, or does not accept one at the moment. */
function isGoodbye({ code }: ServerError): boolean {
  return /^(57P0[1235]|08)/.test(code);
}

function goodbye(call: Call, error: ServerError, { address, sql }: At): ConnectionError {
  return new ConnectionError({
    method: call.method,
    message: call.redactor.text(`${hostOf(address)} ended the connection: ${error.message}`),
    hint: error.code === '57P03' ? 'Try again in a moment.' : error.hint,
    reason: error.code,
    sent: sql !== undefined,
    retryable: true,
    cause: error,
  });
}

const NO_TLS = 'The server does not support SSL connections';
const NOT_POSTGRES = 'There was an error establishing an SSL connection';

/** True if the server does not support TLS, which is no error for `sslmode=prefer`. */
export function hasNoTls(error: unknown): boolean {
  return error instanceof Error && error.message === NO_TLS;
}

function brokenOff(call: Call, error: Error & { code?: string }, { address, sql }: At) {
  const [host, sent] = [hostOf(address), sql !== undefined];
  const what = sent ? 'during a query' : `connecting to database ${address.database}`;
  const own = (reason: string, message: string, hint: string) =>
    new ConnectionError({
      ...{ method: call.method, message: call.redactor.text(message), hint, reason },
      ...{ sent: false, retryable: false, cause: error },
    });
  if (error.message === NO_TLS) {
    const hint = `For an unencrypted connection, omit ${call.label('tls')} and sslmode.`;
    return own('NO_TLS', `${host} does not support TLS`, hint);
  }
  if (error.message === NOT_POSTGRES) {
    const hint = `Check the host and port in ${call.destination}.`;
    return own('NOT_POSTGRES', `${host} is not a PostgreSQL server`, hint);
  }
  // The driver has no code for this one.
  const ended = /^Connection terminated|not queryable$/.test(error.message);
  const known = ended ? Object.assign(new Error(error.message), { code: 'ECONNRESET' }) : error;
  const code = 'code' in known ? known.code : undefined;
  return brokenConnection(call, {
    host,
    what,
    error: known,
    connected: sent,
    hint: brokenHint(call, 'PostgreSQL', code, sent),
  });
}

const DOING: Readonly<Record<string, string | ((call: Call) => string)>> = {
  '28P01': (call) => `Check the user and password in ${call.destination}.`,
  '28000': (call) =>
    `The server does not allow this user to connect from here. Check the user, the database and the encryption (${call.label('tls')}).`,
  '3D000': (call) => `Check the database in ${call.destination}, or create it with CreateDatabase.`,
  '53300': 'The server has too many connections. Close some, or try again later.',
  '42501': 'Ask for the privilege, or connect as another user.',
  '42P01': 'Check the name of the table. If its schema is not public, write schema.table.',
  '57014':
    'The server ended the query: because of its statement_timeout, or because another user canceled it.',
  '55006': 'To end the other connections, use DisableAllDatabaseConnections.',
  '25P02': 'An earlier statement of this transaction failed. Run ROLLBACK first.',
};

/** Too many connections, a lock, a deadlock, a conflict with another transaction: all of them pass. */
const LATER = new Set(['53300', '55P03', '40P01', '40001']);

/** The server's error: its message, the position in the SQL, and its details. */
function refusal(call: Call, error: ServerError, { sql }: At): ServiceError {
  const clean = (text: string) => call.redactor.text(text);
  const place = placeOf(error, sql);
  const near = place ? ` at ${place.line}:${place.column}, near "${place.near}"` : '';
  const detail = error.detail ? `; ${error.detail}` : '';
  const doing = DOING[error.code];
  const usual = typeof doing === 'function' ? doing(call) : doing;
  // Without the method's name: the caller may have to put more in front, such as a row's index.
  return new ServiceError({
    message: clean(`${error.message}${near}${detail} (${error.code})`),
    hint: clean(error.hint ?? copyIn(error) ?? usual ?? manyCommands(error) ?? '') || undefined,
    reason: error.code,
    details: call.redactor.deep(detailsOf(error, place)) as Record<string, unknown>,
    busy: LATER.has(error.code),
    cause: error,
  });
}

/** Rows for COPY come from AddRecords; the driver ends a COPY of the caller. */
function copyIn({ message }: ServerError): string | undefined {
  return message.startsWith('COPY from stdin failed')
    ? 'To write rows, use AddRecords.'
    : undefined;
}

function manyCommands({ message }: ServerError): string | undefined {
  if (!message.includes('multiple commands into a prepared statement')) return undefined;
  return 'A query with parameters must be one statement.';
}

function detailsOf(error: ServerError, place: Place | undefined): Record<string, unknown> {
  const { severity, detail, hint, where, schema, table, column, dataType, constraint } = error;
  const at = place && { position: place.position, line: place.line, sqlColumn: place.column };
  const all = { severity, ...at, detail, hint, where, schema, table, column, dataType, constraint };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

interface Place {
  /** In characters from 1, as the server counts. */
  position: number;
  line: number;
  column: number;
  near: string;
}

/** Number of characters of the SQL that are shown. */
const NEAR = 30;

function placeOf({ position, internalPosition }: ServerError, sql: string | undefined) {
  const at = Number(position);
  if (!sql || !position || internalPosition || !(at >= 1)) return undefined;
  const characters = [...sql];
  const before = characters.slice(0, at - 1);
  const lineStart = before.lastIndexOf('\n') + 1;
  const rest = characters
    .slice(at - 1, at - 1 + NEAR)
    .join('')
    .split('\n')[0]!;
  const place: Place = {
    position: at,
    line: before.filter((character) => character === '\n').length + 1,
    column: at - lineStart,
    near: rest.trimEnd() || before.slice(-NEAR).join('').trimStart(),
  };
  return place;
}
