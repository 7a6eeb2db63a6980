import { pipeline, type Readable, type Transform } from 'node:stream';
import type { Call } from '../definition/call.js';
import {
  AbortedError,
  HttpError,
  OintError,
  ResponseError,
  TimeoutError,
} from '../errors/errors.js';
import { isRecord } from '../util/is-record.js';
import type { Answer, Exchange, HttpRequest } from './message.js';
import { wordsOf } from './refusal.js';
import { oneLine, serverWords, titleOf } from './server-words.js';
import { notTheApiHint, statusHint, statusText } from './status.js';
import { shownUrl } from './url.js';

/** No JSON text in memory can be larger than this. */
// Not imported: an import of node:buffer loads Blob and File, which a short command would feel.
const LARGEST = process.getBuiltinModule('node:buffer').constants.MAX_STRING_LENGTH;
const LARGEST_ERROR = 1024 * 1024;
/** Deeper than this nothing is nested on purpose, and walking through it would end in a crash. */
const DEEPEST_ERROR = 100;

/** The body with its compression undone. */
export function decoded(answer: Answer): Readable | Promise<Readable> {
  const encoding = answer.headers['content-encoding']?.toLowerCase();
  return encoding && encoding !== 'identity' ? decompressed(answer, encoding) : answer.body;
}

async function decompressed(answer: Answer, encoding: string): Promise<Readable> {
  const zlib = await import('node:zlib');
  const make: Readonly<Record<string, () => Transform>> = {
    gzip: zlib.createGunzip,
    'x-gzip': zlib.createGunzip,
    deflate: zlib.createInflate,
    br: zlib.createBrotliDecompress,
  };
  const decoder = make[encoding]?.();
  if (!decoder) throw new Error(`it is compressed in a way nobody asked for (${encoding})`);
  // Also where the body broke off meanwhile; whoever reads the decoder hears of it there.
  return pipeline(answer.body, decoder, () => {});
}

interface ReadingAll {
  /** More bytes than this are an error. */
  largest?: number;
  /** Told how many bytes have come. */
  onData?: ((size: number) => void) | undefined;
}

/** The whole body. Throws a `ResponseError` where it breaks off or is larger than memory allows. */
export async function readAll(
  exchange: Exchange,
  { largest = LARGEST, onData }: ReadingAll = {},
): Promise<Buffer> {
  const { answer } = exchange;
  const chunks: Buffer[] = [];
  try {
    const size = await collect(await decoded(answer), answer, largest, chunks, onData);
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

/** Collects what comes into `chunks`, until it ends or is more than `largest`. */
function collect(
  body: Readable,
  answer: Answer,
  largest: number,
  chunks: Buffer[],
  onData?: (size: number) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let size = 0;
    body.on('data', (chunk: Buffer) => {
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
    });
    body.on('end', () => resolve(size));
    body.on('error', reject);
    body.on('close', () => {
      // An Error is costly to make: only where there is one.
      if (!body.readableEnded) reject(new Error('closed'));
    });
    if (body.destroyed) reject(body.errored ?? new Error('closed'));
  });
}

const CUT = new Set(['ECONNRESET', 'Z_BUF_ERROR', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Why a body could not be read to its end: a deadline, the caller, or the other side. */
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
        ? `the answer was cut off before its end (${where(request)})`
        : `the answer cannot be read: ${error.message} (${where(request)})`,
    ),
    hint: cut
      ? 'The server, or something in between, closed the connection. Try again.'
      : undefined,
    cause: error,
  });
}

/** The answer's JSON. `instead` may make something of a text that is no JSON. */
export async function readJson(
  exchange: Exchange,
  instead?: (text: string) => unknown,
): Promise<unknown> {
  const found = await readJsonIfAny(exchange, instead);
  if (found !== undefined) return found;
  const { answer, call } = exchange;
  // Done, and the status says that there is nothing to say about it.
  if (answer.status === 204 && call.effect !== 'read') return {};
  throw notJson('with nothing', exchange);
}

/** The same for an answer that may have no body: `undefined` for none. */
export async function readJsonIfAny(
  exchange: Exchange,
  instead?: (text: string) => unknown,
): Promise<unknown> {
  const { call } = exchange;
  const text = (await readAll(exchange)).toString('utf8');
  call.debug(() => `  ${shown(text, call)}`);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const other = instead?.(text);
    if (other !== undefined) return other;
    const safe = call.redactor.text(text.slice(0, 100_000));
    const title = titleOf(safe);
    const what =
      title === undefined
        ? `with text that is not JSON: "${oneLine(safe, 120)}"`
        : `with an HTML page${title && ` "${title}"`}`;
    throw notJson(what, exchange);
  }
}

function notJson(what: string, { answer, request, call }: Exchange): ResponseError {
  return new ResponseError({
    method: call.method,
    status: answer.status,
    message: call.redactor.text(`the server answered ${answer.status} ${what} (${where(request)})`),
    hint: notTheApiHint(call),
  });
}

/** The error that an answer with an error status is. Its body is read to know the server's words. */
export async function readError({ answer, request, call }: Exchange): Promise<OintError> {
  const { status } = answer;
  const headers = call.redactor.deep(answer.headers) as Record<string, string>;
  const chunks: Buffer[] = [];
  try {
    await collect(await decoded(answer), answer, LARGEST_ERROR, chunks);
  } catch {
    // The status is the news; a body that broke off on top of it is not.
  } finally {
    answer.release();
  }
  const stopped = answer.reason();
  if (stopped && endsTheCall(stopped)) return stopped;
  const text = Buffer.concat(chunks).subarray(0, LARGEST_ERROR).toString('utf8');
  call.debug(() => `  ${shown(text, call)}`);
  const body = call.redactor.deep(parsedOr(text));
  const refused = isRecord(body) ? request.refusal?.(body, status, call) : undefined;
  const words = refused ? wordsOf(refused) : serverWords(body);
  const told = refused?.hint ?? request.hint?.({ status, body }, call);
  const own = call.hints[status];
  return new HttpError({
    method: call.method,
    status: refused?.status ?? status,
    reason: refused?.reason,
    headers,
    requestId: headers['x-request-id'] ?? headers['request-id'],
    body,
    message: call.redactor.text(
      `the server answered ${statusText(status)}${words ? `: ${words}` : ''} (${where(request)})`,
    ),
    hint: told
      ? call.redactor.text(told)
      : ((typeof own === 'function' ? own(call) : own) ?? statusHint(status, headers, call)),
  });
}

/** False for the silence in an error's body: the error is known all the same. */
function endsTheCall(stopped: OintError): boolean {
  if (stopped instanceof TimeoutError) return stopped.deadline === 'timeout';
  return stopped instanceof AbortedError;
}

function parsedOr(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeper(value, DEEPEST_ERROR) ? text : value;
  } catch {
    return text;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

export function where(request: HttpRequest): string {
  return `${request.method} ${shownUrl(request.url)}`;
}

const LONGEST_SHOWN = 2000;

/** The beginning of a text for `--debug`. Secrets go first: half of one would not be recognised. */
export function shown(text: string, call: Call): string {
  const safe = call.redactor.text(text);
  return safe.length > LONGEST_SHOWN
    ? `${safe.slice(0, LONGEST_SHOWN)}… (${safe.length} characters)`
    : safe;
}
