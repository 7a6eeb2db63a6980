import type { Call } from '../../core/definition/call.js';
import { type HttpError, ServiceError } from '../../core/errors/errors.js';
import { oneLine } from '../../core/http/server-words.js';
import { isRecord } from '../../core/util/is-record.js';

/** An error of ClickHouse, from its text: `Code: 60. DB::Exception: … (UNKNOWN_TABLE)`. */
interface Exception {
  code: number;
  /** Its name, if it is known. */
  name: string;
  text: string;
}

/** The form of all versions since 2016; older ones write `Code: 60, e.displayText() = DB::…`. */
const FORM = /^\s*Code: (\d{1,9})[.,]\s/;
const NAME = /\(([A-Z][A-Z\d_]+)\)(?: \(version [^()]*(?:\([^()]*\))?\))?\s*$/;

/** The exception that a text consists of; `undefined` for another text. */
export function exceptionIn(text: string): Exception | undefined {
  const code = FORM.exec(text)?.[1];
  if (code === undefined) return undefined;
  // Of a long text, the name is at the end.
  const name = NAME.exec(text.slice(-500))?.[1] ?? KNOWN[Number(code)];
  return { code: Number(code), name: name ?? `CODE_${code}`, text };
}

/** Names for versions that leave them out. */
const KNOWN: Readonly<Record<number, string>> = {
  ...{ 27: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED', 36: 'BAD_ARGUMENTS', 46: 'UNKNOWN_FUNCTION' },
  ...{ 47: 'UNKNOWN_IDENTIFIER', 57: 'TABLE_ALREADY_EXISTS', 60: 'UNKNOWN_TABLE' },
  ...{ 62: 'SYNTAX_ERROR', 73: 'UNKNOWN_FORMAT', 81: 'UNKNOWN_DATABASE', 115: 'UNKNOWN_SETTING' },
  ...{ 117: 'INCORRECT_DATA', 158: 'TOO_MANY_ROWS', 159: 'TIMEOUT_EXCEEDED', 164: 'READONLY' },
  ...{ 192: 'UNKNOWN_USER', 193: 'WRONG_PASSWORD', 194: 'REQUIRED_PASSWORD' },
  ...{ 202: 'TOO_MANY_SIMULTANEOUS_QUERIES', 209: 'SOCKET_TIMEOUT', 210: 'NETWORK_ERROR' },
  ...{ 241: 'MEMORY_LIMIT_EXCEEDED', 242: 'TABLE_IS_READ_ONLY', 252: 'TOO_MANY_PARTS' },
  ...{ 372: 'SESSION_NOT_FOUND', 373: 'SESSION_IS_LOCKED', 394: 'QUERY_WAS_CANCELLED' },
  ...{ 395: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO', 439: 'CANNOT_SCHEDULE_TASK' },
  ...{ 452: 'SETTING_CONSTRAINT_VIOLATION', 497: 'ACCESS_DENIED', 516: 'AUTHENTICATION_FAILED' },
};

/** The server has too much to do, or something is locked: the same request may succeed later. */
const BUSY = new Set([202, 209, 225, 242, 252, 373, 439]);
const MEMORY = 241;

const HINTS: Readonly<Record<number, string>> = {
  115: 'Check the names of the settings: another version of ClickHouse may not have them.',
  159: 'Allow more time with the setting max_execution_time, or read less.',
  164: 'The user may only read: settings and data cannot be changed.',
  202: 'The server runs too many queries. Try again later.',
  209: 'Another server did not respond to ClickHouse. Try again later.',
  241: 'Read less, or allow more with the setting max_memory_usage.',
  242: 'The replica is read-only for now. Try again later.',
  252: 'Parts are merged more slowly than they are inserted. Try again later, with fewer and larger inserts.',
  372: 'Begin a session first: the same ID, with check false.',
  373: 'Another request uses the session. Try again when it has ended.',
  439: 'The server has no free thread. Try again later.',
};
const LOGIN: ReadonlySet<number> = new Set([192, 193, 194, 516]);

/** The error for an exception. `where` says which request failed. */
export function exceptionError(call: Call, found: Exception, where: string, status?: number) {
  const { code, name, text } = found;
  // With another request, there may be memory again; a query that needs too much always fails.
  const isFull = code === MEMORY && /\(total\)|memory limit \(total/i.test(text);
  return new ServiceError({
    method: call.method,
    reason: name,
    message: call.redactor.text(`${oneLine(text, 2000)} (${where})`),
    details: { code, ...(status !== undefined && { status }) },
    hint: hintFor(code, isFull, call),
    busy: BUSY.has(code) || isFull,
  });
}

function hintFor(code: number, isFull: boolean, call: Call): string | undefined {
  if (LOGIN.has(code)) return `Check the user and the password in ${call.destination}.`;
  if (isFull) return 'The server is out of memory. Try again later.';
  return HINTS[code];
}

/** ClickHouse's own error in a response with an error status; `undefined` if it is not from it. */
export function failureOf(error: HttpError, call: Call, where: string): ServiceError | undefined {
  const { body, headers, status } = error;
  // Some versions put it into JSON, if that is the format.
  const said = isRecord(body) ? body.exception : body;
  const text = typeof said === 'string' ? said : '';
  const found = exceptionIn(text) ?? named(headers, text);
  return found && exceptionError(call, found, where, status);
}

/** The code of the header, for a body that is not the text of an exception. */
export function named(headers: Readonly<Record<string, string>>, text: string) {
  const code = Number(headers['x-clickhouse-exception-code'] ?? '');
  if (!(code > 0)) return undefined;
  const name = NAME.exec(text.slice(-500))?.[1] ?? KNOWN[code] ?? `CODE_${code}`;
  return { code, name, text: `Code: ${code}. ${oneLine(text, 2000) || name}` };
}
