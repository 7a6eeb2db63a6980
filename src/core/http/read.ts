import type { Call } from '../definition/call.js';
import {
  AbortedError,
  HttpError,
  OintError,
  ResponseError,
  TimeoutError,
} from '../errors/errors.js';
import { cut } from '../util/cut.js';
import { isRecord } from '../util/is-record.js';
import type { Body } from './body.js';
import { decoded } from './decode.js';
import type { Answer, Exchange, HttpRequest } from './message.js';
import { wordsOf } from './refusal.js';
import { oneLine, serverWords, titleOf } from './server-words.js';
import { notTheApiHint, statusHint, statusText } from './status.js';
import { shownUrl } from './url.js';

/** The maximum size of JSON text in memory. */
// Not imported: an import of node:buffer loads Blob and File, which would slow down a short
// command.
export const LARGEST = process.getBuiltinModule('node:buffer').constants.MAX_STRING_LENGTH;
const LARGEST_ERROR = 1024 * 1024;

interface ReadingAll {
  /** The maximum number of bytes. */
  largest?: number;
  /** Called with the number of bytes so far. */
  onData?: ((size: number) => void) | undefined;
}

/** Reads the whole body. Throws a `ResponseError` if it ends early or is too large for memory. */
export async function readAll(
  exchange: Exchange,
  { largest = LARGEST, onData }: ReadingAll = {},
): Promise<Buffer> {
  const { answer } = exchange;
  const chunks: Buffer[] = [];
  try {
    const size = await collect(
      await decoded(answer, exchange.call),
      answer,
      largest,
      chunks,
      onData,
    );
    if (size > largest) throw new Error(`it is larger than ${Math.round(largest / 2 ** 20)} MiB`);
    const stopped = answer.reason();
    if (stopped) throw stopped;
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
  } catch (error) {
    throw broken(error as Error, exchange);
  } finally {
    answer.release();
  }
}

/** Collects the body in `chunks`, until it ends or is larger than `largest`. */
function collect(
  body: Body,
  answer: Answer,
  largest: number,
  chunks: Buffer[],
  onData?: (size: number) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let size = 0;
    body.read({
      data(chunk) {
        answer.watch.touch();
        size += chunk.length;
        chunks.push(chunk);
        try {
          onData?.(size);
        } catch (error) {
          reject(error);
          body.destroy();
        }
        if (size <= largest) return;
        resolve(size);
        body.destroy();
      },
      end: () => resolve(size),
      fail: reject,
    });
  });
}

const CUT = new Set(['ECONNRESET', 'Z_BUF_ERROR', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Why a body could not be read to its end: a deadline, the caller, or the server. */
export function broken(error: Error, { answer, request, call }: Exchange): OintError {
  const reason = answer.reason() ?? error;
  if (reason instanceof OintError) return reason;
  const cut = CUT.has((error as NodeJS.ErrnoException).code ?? '') || error.message === 'closed';
  return new ResponseError({
    method: call.method,
    status: answer.status,
    cut,
    message: call.redactor.text(
      cut
        ? `the response was cut off before its end (${where(request)})`
        : `the response cannot be read: ${error.message} (${where(request)})`,
    ),
    hint: cut ? 'The server, or a proxy in between, closed the connection. Try again.' : undefined,
    cause: error,
  });
}

/** Options of a reader of JSON. */
export interface ReadingJson {
  /** More bytes than this are an error. */
  largest?: number;
  /** Learns the secrets in the JSON, before any of it is shown. */
  learn?(found: unknown): void;
}

/** Reads the response as JSON. `instead` may convert text that is not JSON. */
export async function readJson(
  exchange: Exchange,
  instead?: (text: string) => unknown,
  reading?: ReadingJson,
): Promise<unknown> {
  const found = await readJsonIfAny(exchange, instead, reading);
  if (found !== undefined) return found;
  const { answer, call } = exchange;
  // The status says that there is no body.
  if (answer.status === 204 && call.effect !== 'read') return {};
  throw notJson('with an empty body', exchange);
}

/** The same for a response that may have no body: `undefined` then. */
export async function readJsonIfAny(
  exchange: Exchange,
  instead?: (text: string) => unknown,
  { largest = LARGEST, learn }: ReadingJson = {},
): Promise<unknown> {
  const { call } = exchange;
  const bytes = await readAll(exchange, { largest });
  checkParts(bytes, exchange);
  const whole = bytes.toString('utf8');
  const text = whole.startsWith('\uFEFF') ? whole.slice(1) : whole;
  if (learn) learn(jsonOr(text, call));
  call.debug(() => `  ${shown(text, call)}`);
  if (text === '') return undefined;
  try {
    return call.parseJson(text);
  } catch (error) {
    if (error instanceof ResponseError && /^\s*[[{]/.test(text)) throw error;
    const other = instead?.(text);
    if (other !== undefined) return other;
    const safe = call.redactor.text(cut(text, 100_000));
    const title = titleOf(safe);
    const what =
      title === undefined
        ? `with text that is not JSON: "${oneLine(safe, 120)}"`
        : `with an HTML page${title && ` "${title}"`}`;
    throw notJson(what, exchange);
  }
}

/** A body of up to this size, in bytes, is parsed in a moment, whatever it consists of. */
const QUICK = 16 * 1024 * 1024;
/** The most objects and arrays in a larger one: each costs far more memory than its two brackets. */
const MAX_PARTS = 5_000_000;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

/**
 * Parsing cannot be interrupted, so text that would need minutes and gigabytes is refused first.
 *
 * @throws {ResponseError}
 */
export function checkParts(bytes: Buffer, { answer, call, request }: Exchange): void {
  if (bytes.length <= QUICK) return;
  let parts = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === OPEN_BRACKET || byte === OPEN_BRACE) parts++;
  }
  if (parts <= MAX_PARTS) return;
  throw new ResponseError({
    method: call.method,
    status: answer.status,
    message: `the response has more than ${MAX_PARTS} objects and arrays (${where(request)})`,
  });
}

function notJson(what: string, { answer, request, call }: Exchange): ResponseError {
  return new ResponseError({
    method: call.method,
    status: answer.status,
    message: call.redactor.text(`the server returned ${answer.status} ${what} (${where(request)})`),
    hint: notTheApiHint(call),
  });
}

/** The error for a response with an error status. Reads its body for the server's message. */
export async function readError({ answer, request, call }: Exchange): Promise<OintError> {
  const { status } = answer;
  const headers = call.redactor.deep(answer.headers) as Record<string, string>;
  const chunks: Buffer[] = [];
  try {
    await collect(await decoded(answer, call), answer, LARGEST_ERROR, chunks);
  } catch {
    // The status matters; that its body ended early does not.
  } finally {
    answer.release();
  }
  const stopped = answer.reason();
  if (stopped && endsTheCall(stopped)) return stopped;
  const text = Buffer.concat(chunks).subarray(0, LARGEST_ERROR).toString('utf8');
  call.debug(() => `  ${shown(text, call)}`);
  const body = call.redactor.deep(jsonOr(text, call));
  const refused = isRecord(body) ? request.refusal?.(body, status, call) : undefined;
  const words = refused ? wordsOf(refused) : serverWords(body);
  const told = refused?.hint ?? request.hint?.({ status, body }, call);
  const own = call.hints[status];
  const error = new HttpError({
    method: call.method,
    status: refused?.status ?? status,
    reason: refused?.reason,
    headers,
    requestId: headers['x-request-id'] ?? headers['request-id'],
    body,
    message: call.redactor.text(
      `the server returned ${statusText(status)}${words ? `: ${words}` : ''} (${where(request)})`,
    ),
    hint: told
      ? call.redactor.text(told)
      : ((typeof own === 'function' ? own(call) : own) ?? statusHint(status, headers, call)),
  });
  return request.failure?.(error, call) ?? error;
}

/** False for an idle timeout in the body of an error: the error is known anyway. */
function endsTheCall(stopped: OintError): boolean {
  if (stopped instanceof TimeoutError) return stopped.deadline === 'timeout';
  return stopped instanceof AbortedError;
}

function jsonOr(text: string, call: Call): unknown {
  try {
    return call.parseJson(text);
  } catch {
    return text;
  }
}

export function where(request: HttpRequest): string {
  return `${request.method} ${shownUrl(request.url)}`;
}

const LONGEST_SHOWN = 2000;

/**
 * The beginning of a text for `--debug`. Masked before it is clipped: no mask finds half a secret.
 */
export function shown(text: string, call: Call): string {
  const safe = call.redactor.text(text);
  return safe.length > LONGEST_SHOWN
    ? `${cut(safe, LONGEST_SHOWN)}… (${safe.length} characters)`
    : safe;
}
