import type { Call } from '../../core/definition/call.js';
import { brokenConnection } from '../../core/errors/connection-error.js';
import {
  ConnectionError,
  InputError,
  OintError,
  ResponseError,
  ServiceError,
} from '../../core/errors/errors.js';
import { NotShowable } from './bson/from-bson.js';
import { BadMessage } from './frames.js';
import { BadHello } from './hello.js';
import { NoMember } from './unreachable.js';

/** An error of the driver. */
interface DriverError extends Error {
  code?: number | string;
  codeName?: string;
  errorLabels?: readonly string[];
  errorResponse?: Readonly<Record<string, unknown>>;
  reason?: { servers?: ReadonlyMap<string, { error?: Error | null; type: string }> };
}

/** Where the error happened. */
export interface At {
  /** The servers, for messages. */
  servers: string;
  /** The database that the user is looked up in. */
  authSource: string;
  /** The command that was sent, `insert people`; `undefined` while connecting. */
  what?: string | undefined;
}

/** Names of codes that old servers and other databases leave out. */
const NAMES: Readonly<Record<number, string>> = {
  11: 'UserNotFound',
  13: 'Unauthorized',
  18: 'AuthenticationFailed',
  11000: 'DuplicateKey',
  51003: 'UserAlreadyExists',
  51002: 'RoleAlreadyExists',
};

/** The server refuses for now: it shuts down, elects another primary, or something is locked. */
const BUSY: ReadonlySet<number> = new Set([
  ...[6, 7, 24, 46, 89, 91, 112, 133, 189, 202, 262, 317, 384, 462, 9001],
  ...[10107, 11600, 11602, 13435, 13436],
]);

type Hint = string | ((call: Call, at: At, message: string) => string | undefined);

const HINTS: Readonly<Record<number, Hint>> = {
  11: 'Users belong to a database: check the name and the database.',
  13: (call, { authSource }, message) =>
    /requires authentication/.test(message)
      ? `Name a user in ${call.destination}.`
      : /admin database/.test(message)
        ? `Run it in the database admin: ${call.label('database')}.`
        : `The user, who was found in ${authSource}, needs a role for this. See GrantRoles.`,
  18: (call, { authSource }) =>
    `Check the user and password in ${call.destination}. The user was looked up in the database ${authSource}; if it belongs to another one, add authSource=admin or its name.`,
  20: (_call, _at, message) =>
    /Transaction numbers/.test(message)
      ? 'The server is a standalone one, and does not support retryable writes or transactions: add retryWrites=false, and omit txnNumber.'
      : undefined,
  26: 'Check the names of the collection and the database.',
  31: 'Roles belong to a database: check the name and the database.',
  43: 'The cursor was closed: all of it was read, or it was not used for 10 minutes. Start again.',
  50: 'The operation took longer than its maxTimeMS. Raise it, or ask for less.',
  51: 'Check the names of the collection and the database.',
  59: 'Check the name of the command, and the version of the server.',
  72: 'Check the options.',
  112: 'Try again: another operation changed the same document at the same time.',
  11000: 'A document with this value exists already.',
};

/** Converts an error of the driver to one of ours. */
export function failureOf(call: Call, thrown: unknown, at: At): unknown {
  const own = causeOf(thrown, isOwn);
  if (own) return own;
  if (!(thrown instanceof Error)) return thrown;
  const error = thrown as DriverError;
  if (thrown instanceof NotShowable) return unreadable(call, at, thrown.message, thrown);
  const bad = causeOf(thrown, isBad);
  if (bad) return unreadable(call, at, bad.message, bad);
  if (thrown instanceof NoMember) return noMember(call, thrown, at);
  if (/^query/.test(String((thrown as NodeJS.ErrnoException).syscall))) {
    return brokenConnection(call, {
      ...{ host: at.servers, what: 'the SRV records of mongodb+srv', error: thrown },
      connected: false,
    });
  }
  if (thrown instanceof RangeError) {
    const isDeep = /call stack/.test(thrown.message);
    return unreadable(call, at, isDeep ? 'it is nested too deep' : thrown.message, thrown);
  }
  if (typeof error.code === 'number' && error.errorResponse) return refusal(call, error, at);
  if (/^MongoServerSelection/.test(error.name)) return noServer(call, error, at);
  if (
    /^(MongoNetwork|MongoPool|MongoTopologyClosed|PoolCleared|MongoClientClosed)/.test(error.name)
  ) {
    return lost(call, error, at);
  }
  if (/^MongoMissingCredentials|^MongoMissingDependency/.test(error.name)) {
    return badString(call, error);
  }
  if (/^(BSON|MongoUnexpectedServerResponse|MongoParse|MongoDecompression)/.test(error.name)) {
    return unreadable(call, at, error.message, error);
  }
  if (/^MongoCompatibility/.test(error.name)) {
    const message = call.redactor.text(`${at.servers}: ${error.message}`);
    return new ServiceError({ method: call.method, reason: 'INCOMPATIBLE', message, cause: error });
  }
  if (/^Mongo/.test(error.name)) {
    const message = call.redactor.text(`${at.servers}: ${error.message}`);
    return new ServiceError({ method: call.method, reason: error.name, message, cause: error });
  }
  return thrown;
}

/** An error inside one of the driver's, such as a connection that was refused. */
function causeOf<E extends Error>(
  thrown: unknown,
  is: (error: Error) => error is E,
): E | undefined {
  for (let error = thrown, level = 0; error instanceof Error && level < 10; level++) {
    if (is(error)) return error;
    error = error.cause;
  }
  return undefined;
}

const isBad = (error: Error): error is BadHello | BadMessage =>
  error instanceof BadHello || error instanceof BadMessage;

const isOwn = (error: Error): error is OintError => error instanceof OintError;

function noMember(call: Call, error: NoMember, { servers }: At): ServiceError {
  return new ServiceError({
    method: call.method,
    reason: 'NOT_A_MEMBER',
    message: call.redactor.text(`${servers}: ${error.message}`),
    hint: 'Check replicaSet in the connection string, or omit it.',
    cause: error,
  });
}

/** The error for a connection string that the driver refuses. */
export function badString(call: Call, error: Error): InputError {
  const param = call.destinationParam;
  const said = call.redactor.text(error.message);
  const message = `${call.destination}: the connection string cannot be used: ${said}`;
  return new InputError({ method: call.method, param, message, cause: error });
}

/** A document in which the server reports a failure. */
export interface Failed {
  code: number;
  codeName?: string | undefined;
  message: string;
}

/** The name of a failure, by which users search for it: `DuplicateKey`. */
export function nameOf({ code, codeName }: Omit<Failed, 'message'>): string {
  const isName = codeName !== undefined && !/^Location\d+$/.test(codeName);
  return isName ? codeName : (NAMES[code] ?? codeName ?? String(code));
}

export function hintFor(call: Call, at: At, { code, message }: Failed): string | undefined {
  const hint = HINTS[code];
  return typeof hint === 'function' ? hint(call, at, message) : hint;
}

export function isBusy(code: number): boolean {
  return BUSY.has(code);
}

function refusal(call: Call, error: DriverError, at: At): ServiceError {
  const { code, codeName, message, errorLabels = [] } = error;
  const failed: Failed = { code: code as number, codeName, message };
  const reason = nameOf(failed);
  const what = at.what === undefined ? `${at.servers}: ` : `${at.what}: `;
  return new ServiceError({
    method: call.method,
    reason,
    busy: isBusy(failed.code),
    details: {
      code,
      ...(codeName !== undefined && { codeName }),
      ...(errorLabels.length > 0 && { errorLabels: [...errorLabels] }),
    },
    message: call.redactor.text(`${what}${message} (${reason}, ${code})`),
    hint: hintFor(call, at, failed),
    cause: error,
  });
}

/** No server can be used: the primary is missing, or none could be reached. */
function noServer(call: Call, error: DriverError, { servers, what }: At): OintError {
  for (const { error: inner } of error.reason?.servers?.values() ?? []) {
    const own = causeOf(inner, isOwn);
    if (own) return own;
  }
  const known = [...(error.reason?.servers ?? [])].map(([name, { type }]) => `${name}: ${type}`);
  const found = known.length > 0 ? ` (${known.slice(0, 10).join(', ')})` : '';
  return new ConnectionError({
    method: call.method,
    reason: 'SERVER_SELECTION',
    sent: false,
    retryable: true,
    message: call.redactor.text(
      `no server of ${servers} can be used${what ? ` for ${what}` : ''}: ${error.message}${found}`,
    ),
    hint: 'Check that the replica set has a primary, replicaSet in the connection string, and readPreference. To use one server only: directConnection=true.',
    cause: error,
  });
}

function lost(call: Call, error: DriverError, { servers, what }: At): ConnectionError {
  const sent = what !== undefined;
  return new ConnectionError({
    method: call.method,
    reason: 'CLOSED',
    sent,
    retryable: true,
    message: call.redactor.text(
      `the connection to ${servers} was lost${what ? ` (${what})` : ''}: ${error.message}`,
    ),
    hint: sent
      ? 'It is not known whether the server completed the operation.'
      : 'Check the host and port, and whether the server needs tls=true.',
    cause: error,
  });
}

function unreadable(call: Call, { servers, what }: At, why: string, cause: Error): ResponseError {
  return new ResponseError({
    method: call.method,
    message: call.redactor.text(
      `the response of ${servers}${what ? ` to ${what}` : ''} cannot be read: ${why}`,
    ),
    cause,
  });
}
