import type { Call } from '../../core/definition/call.js';
import { clip } from '../../core/definition/kinds/refuse.js';
import { brokenConnection } from '../../core/errors/connection-error.js';
import { ConnectionError, OintError, ServiceError } from '../../core/errors/errors.js';
import { brokenHint } from '../../core/sql/broken-hint.js';
import { type Address, hostOf } from './address.js';
import { LoginRefused } from './login.js';

/** What answers is something else. */
export class NotMysql extends Error {}

/** An error of the driver: from the server if it has a number. */
interface DriverError extends Error {
  /** The name: `ER_DUP_ENTRY`, or a code of the driver or of Node. */
  code?: string;
  errno?: number;
  sqlState?: string;
  /** Node's code of a failed encryption, which the driver replaces. */
  reason?: string;
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
  const error: DriverError = thrown;
  const [, path] = WANTS_FILE.exec(error.message) ?? [];
  if (path !== undefined) return unnamedFile(call, path);
  if (!isOfServer(error)) return brokenOff(call, error, at);
  return GOODBYES.has(error.errno) ? goodbye(call, error, at) : refusal(call, error, at);
}

/** The driver's error if the server asks for a file. */
const WANTS_FILE = /^As a result of LOCAL INFILE command server wants to read (.*) file, but/s;

function unnamedFile(call: Call, path: string): ServiceError {
  return new ServiceError({
    message: call.redactor.text(
      `the server asks for the file ${clip(path)} of this machine, which the call does not name; nothing was sent`,
    ),
    hint: NAME_FILE,
    reason: 'LOCAL_FILE',
  });
}

const NAME_FILE =
  'Name the file in the option "file" of ExecuteSQLQuery; the server must allow it too.';

/** System errors have numbers too, but negative ones. */
function isOfServer(error: DriverError): error is DriverError & { errno: number } {
  return typeof error.errno === 'number' && error.errno > 0 && error.sqlState !== undefined;
}

/** The number of a server's error. */
export function numberOf(error: unknown): number | undefined {
  const { errno } = error as DriverError;
  return error instanceof ServiceError ? (error.details?.errno as number) : errno;
}

/**
 * The server ends the connection: it shuts down, it waited too long, another user ended it.
 */
const GOODBYES: ReadonlySet<number> = new Set([1053, 1077, 1080, 1152, 1159, 1161, 1927, 4031]);

function goodbye(call: Call, error: DriverError, { address, sql }: At): ConnectionError {
  return new ConnectionError({
    method: call.method,
    message: call.redactor.text(`${hostOf(address)} ended the connection: ${error.message}`),
    reason: nameOf(error),
    sent: sql !== undefined,
    retryable: true,
    cause: error,
  });
}

function nameOf({ code, errno }: DriverError): string {
  return code?.startsWith('ER_') ? code : `ER_${errno}`;
}

/** True if the server does not support TLS, which is no error for `ssl-mode=PREFERRED`. */
export function hasNoTls(error: unknown): boolean {
  return (error as DriverError).code === 'HANDSHAKE_NO_SSL_SUPPORT';
}

function brokenOff(call: Call, error: DriverError, { address, sql }: At): ConnectionError {
  const [host, sent] = [hostOf(address), sql !== undefined];
  const own = (reason: string, message: string, hint?: string) =>
    new ConnectionError({
      ...{ method: call.method, message: call.redactor.text(message), hint, reason },
      ...{ sent, retryable: false, cause: error },
    });
  if (error instanceof LoginRefused) {
    return own(error.reason, `${host}: ${error.message}`, loginHint(call, error));
  }
  if (error instanceof NotMysql) {
    const hint = `Check the host and port in ${call.destination}.`;
    return own('NOT_MYSQL', `${host} is not a MySQL server`, hint);
  }
  if (hasNoTls(error)) {
    const hint = `For an unencrypted connection, omit ${call.label('tls')} and ssl-mode.`;
    return own('NO_TLS', `${host} does not support TLS`, hint);
  }
  const isOfTls = error.code === 'HANDSHAKE_SSL_ERROR';
  const code = isOfTls ? error.reason : error.code;
  const isLost = code === 'PROTOCOL_CONNECTION_LOST' || /closed state/.test(error.message);
  const isOfSystem = isOfTls || /^(E[A-Z]+|ERR_\w+)$/.test(code ?? '');
  if (!isLost && !isOfSystem) {
    const unknown = /unknown plugin (\w+)/.exec(error.message)?.[1];
    return unknown
      ? own(
          'UNKNOWN_LOGIN',
          `${host}: the server asks for a login with ${unknown}, which is not supported`,
        )
      : own('PROTOCOL', `${host} sent something that is not MySQL's protocol: ${error.message}`);
  }
  return brokenConnection(call, {
    host,
    what: sent ? 'during a query' : 'while logging in',
    error: Object.assign(new Error(error.message), { code: isLost ? 'ECONNRESET' : code }),
    connected: sent,
    hint: brokenHint(call, 'MySQL', isLost ? 'ECONNRESET' : code, sent),
  });
}

function loginHint(call: Call, { reason }: LoginRefused): string | undefined {
  if (reason !== 'NO_SERVER_KEY') return undefined;
  const tls = `Encrypt the connection: ssl-mode=REQUIRED in ${call.destination}, or ${call.label('tls')}.`;
  return `${tls} Or name the file of the key (server-public-key-path), or allow it: allowPublicKeyRetrieval=true.`;
}

const MANY = 'Close some connections, or try again later.';

/** Too many connections, a lock, a deadlock: all of them pass. */
const LATER: ReadonlySet<number> = new Set([1040, 1203, 1205, 1213, 1226, 3572]);

const DOING: Readonly<Record<number, string | ((call: Call) => string)>> = {
  1040: MANY,
  1044: 'Ask for the privilege, or connect as another user.',
  1045: (call) =>
    `Check the user and password in ${call.destination}. The server may also require encryption (${call.label('tls')}).`,
  1046: (call) => `Name the database in ${call.destination}, or write database.table.`,
  1049: (call) => `Check the database in ${call.destination}, or create it with CreateDatabase.`,
  1142: 'Ask for the privilege, or connect as another user.',
  1146: 'Check the name of the table and the database.',
  1148: NAME_FILE,
  1153: 'The server can accept more: see its max_allowed_packet.',
  1203: MANY,
  1205: 'Another transaction holds the lock. Try again.',
  1213: 'Try the whole transaction again.',
  1226: MANY,
  1317: 'The server ended the query: because of its time limit, or because another user ended it.',
  1698: (call) => `Check the user and password in ${call.destination}.`,
  1820: 'Set a new password: the current one has expired.',
  3024: 'The query took longer than max_execution_time.',
  3159: (call) => `The server requires encryption: ${call.label('tls')}, or ssl-mode=REQUIRED.`,
  3948: NAME_FILE,
  4166: NAME_FILE,
};

/** The server's error: its message, its name and its number. */
function refusal(call: Call, error: DriverError & { errno: number }, { sql }: At): ServiceError {
  const { errno, sqlState } = error;
  const doing = DOING[errno];
  const usual = typeof doing === 'function' ? doing(call) : doing;
  const name = nameOf(error);
  const shown = name === `ER_${errno}` ? `${errno}` : `${name}, ${errno}`;
  // Without the method's name: the caller may have to put more in front, such as a row's index.
  return new ServiceError({
    message: call.redactor.text(`${error.message} (${shown})`),
    hint: usual ?? (errno === 1064 && sql ? delimiterHint(sql) : undefined),
    reason: name,
    details: { errno, sqlState },
    busy: LATER.has(errno),
    cause: error,
  });
}

function delimiterHint(sql: string): string | undefined {
  if (!/(?:^|\n)delimiter\b/i.test(sql)) return undefined;
  return 'DELIMITER is a command of the mysql client. Leave it out: a procedure is one statement.';
}

/** A statement that the server would not read, and close the connection for. */
export function tooLarge(call: Call, size: number, most: number): ServiceError {
  return new ServiceError({
    message: `the statement has about ${size} bytes, and the server accepts ${most} (max_allowed_packet)`,
    hint: call.redactor.text(String(DOING[1153])),
    reason: 'ER_NET_PACKET_TOO_LARGE',
    details: { errno: 1153, sqlState: '08S01' },
  });
}
