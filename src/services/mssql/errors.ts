import type { Call } from '../../core/definition/call.js';
import { brokenConnection } from '../../core/errors/connection-error.js';
import { ConnectionError, OintError, ServiceError } from '../../core/errors/errors.js';
import { brokenHint } from '../../core/sql/broken-hint.js';
import { type Address, hostOf } from './address.js';
import { hintFor, isBusy } from './messages.js';
import { ProtocolError } from './tds/cursor.js';
import type { ServerMessage } from './tds/tokens.js';

/** The server refuses the login, with the reason. */
export class LoginFailed extends Error {
  readonly refusal: ServerMessage;

  constructor(refusal: ServerMessage) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** The server has no encryption, and the connection must have it. */
export class NoTls extends Error {}

/** The server requires encryption, and the connection must not have it. */
export class NeedsTls extends Error {}

/** Servers that send a client to each other. */
export class TooManyRoutes extends Error {}

/** An error of the driver: from the server if it has a number. */
type DriverError = Error & Partial<Omit<ServerMessage, 'message'>> & { code?: string };

/** Where the error happened. */
interface At {
  address: Address;
  /** The running statement; `undefined` while connecting. */
  sql?: string | undefined;
}

/** Converts an error of the driver to one of ours. */
export function failureOf(call: Call, thrown: unknown, at: At): unknown {
  if (thrown instanceof OintError || !(thrown instanceof Error)) return thrown;
  if (thrown instanceof LoginFailed)
    return refusal(call, [thrown.refusal], { ...at, cause: thrown });
  const all: unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown];
  const refusals = all.filter(isOfServer);
  if (refusals.length > 0) return refusal(call, refusals, { ...at, cause: thrown });
  const error = causeOf(thrown);
  // Our own end of a statement, which leaves the connection as it was.
  if (error.code === 'ECANCEL') {
    return new ServiceError({ message: 'the query was canceled', reason: 'CANCELED' });
  }
  return error instanceof OintError ? error : brokenOff(call, error, at);
}

/** The number of a server's error. */
export function numberOf(error: unknown): number | undefined {
  if (error instanceof AggregateError) return numberOf(error.errors[0]);
  if (error instanceof ServiceError) return error.details.number as number;
  return (error as DriverError).number;
}

function isOfServer(error: unknown): error is ServerMessage & Error {
  return typeof (error as DriverError).number === 'number';
}

/** The driver puts its own error around that of the system, of TLS, or of ours. */
function causeOf(error: Error): Error & { code?: string } {
  let found = error;
  while (found.cause instanceof Error) found = found.cause;
  return found;
}

/** The severity from which on the server ends the connection. */
const FATAL = 20;

/** The server's errors: the first one says what was wrong. */
function refusal(
  call: Call,
  [first, ...others]: readonly ServerMessage[],
  { address, sql, cause }: At & { cause: Error },
): OintError {
  const { number, state, class: severity, procName, lineNumber } = first!;
  const procedure = procName ? `, Procedure ${procName}` : '';
  const line = sql === undefined ? '' : `, Line ${lineNumber}`;
  const id = `Msg ${number}, Level ${severity}, State ${state}${procedure}${line}`;
  const more = others.map(({ message }) => `; ${message}`).join('');
  const message = call.redactor.text(`${first!.message}${more} (${id})`);
  if (severity >= FATAL) {
    return new ConnectionError({
      ...{ method: call.method, reason: String(number), sent: sql !== undefined, retryable: true },
      message: `${hostOf(address)} ended the connection: ${message}`,
      hint: hintFor(call, number),
      cause,
    });
  }
  // Without the method's name: the caller may have to put more in front, such as a row's index.
  return new ServiceError({
    message,
    hint: hintFor(call, number),
    reason: String(number),
    details: { number, state, severity, line: lineNumber, ...(procName && { procName }) },
    busy: isBusy(number),
    cause,
  });
}

function brokenOff(call: Call, error: Error & { code?: string }, { address, sql }: At) {
  const [host, sent] = [hostOf(address), sql !== undefined];
  const own = (reason: string, message: string, hint?: string) =>
    new ConnectionError({
      ...{ method: call.method, message: call.redactor.text(message), hint, reason },
      ...{ sent, retryable: false, cause: error },
    });
  if (error instanceof NoTls) {
    const hint = `For a connection without encryption, with the password in plain text: Encrypt=false in ${call.destination}.`;
    return own('NO_TLS', `${host} does not support encryption`, hint);
  }
  if (error instanceof NeedsTls) {
    return own(
      'NEEDS_TLS',
      `${host} requires encryption`,
      `Remove Encrypt=false from ${call.destination}.`,
    );
  }
  if (error instanceof TooManyRoutes) {
    return own('TOO_MANY_REDIRECTS', `${host} redirects the connection again and again`);
  }
  const isProtocol =
    error instanceof ProtocolError ||
    /^(Unknown type|Unable to process|unexpected end)/.test(error.message);
  if (isProtocol) {
    const hint = sent ? undefined : `Check the host and port in ${call.destination}.`;
    return own(
      'PROTOCOL',
      `${host} sent something that is not SQL Server's protocol (TDS): ${error.message}`,
      hint,
    );
  }
  const isLost = LOST.has(error.code ?? '') || /hang up|socket ended|^closed$/.test(error.message);
  const code = isLost ? 'ECONNRESET' : error.code;
  return brokenConnection(call, {
    host,
    what: sent ? 'during a query' : 'while logging in',
    error: Object.assign(new Error(error.message), { code }),
    connected: sent,
    hint: brokenHint(call, 'SQL Server', code, sent),
  });
}

/** The driver's codes of a connection that has ended. */
const LOST: ReadonlySet<string> = new Set(['ECLOSE', 'ESOCKET', 'EINVALIDSTATE', 'ECONNRESET']);

/** A stream is of one result: the rows of the first are already with the reader. */
export function severalResults(): ServiceError {
  return new ServiceError({
    message: 'the query returns several results, and a stream or an output file can have only one',
    hint: 'Run the statements one by one.',
    reason: 'SEVERAL_RESULTS',
  });
}
