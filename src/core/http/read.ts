import type { Readable } from 'node:stream';
import type { Call } from '../call.js';
import { HttpError, OintError, ResponseError } from '../errors.js';
import type { HttpRequest } from './build.js';
import { shownUrl } from './failures.js';
import type { Answer } from './send.js';
import { serverWords, titleOf } from './server-words.js';

/** No JSON text and no Buffer in memory is larger than this. */
const LARGEST = 512 * 1024 * 1024;
const LARGEST_ERROR = 1024 * 1024;

/** The body with its compression undone. */
export async function decoded(answer: Answer): Promise<Readable> {
  const encoding = answer.headers['content-encoding']?.toLowerCase();
  if (!encoding || encoding === 'identity') return answer.body;
  const zlib = await import('node:zlib');
  const make: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
    gzip: zlib.createGunzip,
    'x-gzip': zlib.createGunzip,
    deflate: zlib.createInflate,
    br: zlib.createBrotliDecompress,
  };
  const decoder = make[encoding]?.();
  if (!decoder) throw new Error(`it is compressed in a way nobody asked for (${encoding})`);
  answer.body.on('error', (error) => (decoder as unknown as Readable).destroy(error));
  return answer.body.pipe(decoder) as unknown as Readable;
}

/** The whole body. Throws a `ResponseError` where it breaks off or is larger than memory allows. */
export async function readAll(
  answer: Answer,
  request: HttpRequest,
  call: Call,
  largest = LARGEST,
): Promise<Buffer> {
  try {
    const body = await decoded(answer);
    return await collect(body, answer, largest);
  } catch (error) {
    throw broken(error as Error, answer, request, call);
  } finally {
    answer.release();
  }
}

function collect(body: Readable, answer: Answer, largest: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('data', (chunk: Buffer) => {
      answer.watch.touch();
      size += chunk.length;
      chunks.push(chunk);
      if (size <= largest) return;
      reject(new Error(`it is larger than ${largest / 1024 / 1024} MiB`));
      body.destroy();
    });
    body.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)));
    body.once('error', reject);
    body.once('close', () => reject(new Error('closed')));
  });
}

/** Why a body could not be read to its end: a deadline, the caller, or the other side. */
export function broken(error: Error, answer: Answer, request: HttpRequest, call: Call): OintError {
  const reason = answer.reason() ?? error;
  if (reason instanceof OintError) return reason;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const cut = code === 'ECONNRESET' || code === 'Z_BUF_ERROR' || error.message === 'closed';
  return new ResponseError({
    method: call.method,
    status: answer.status,
    cut,
    message: call.redactor.text(
      cut
        ? `the answer was cut off before its end (${where(request)})`
        : `the answer cannot be read: ${error.message} (${where(request)})`,
    ),
    hint: cut ? 'The server or something in between closed the connection: try again.' : undefined,
    cause: error,
  });
}

export async function readJson(answer: Answer, request: HttpRequest, call: Call): Promise<unknown> {
  const body = await readAll(answer, request, call);
  const text = body.toString('utf8');
  call.debug(
    () => `  ${text.length > 2000 ? `${text.slice(0, 2000)}… (${text.length} characters)` : text}`,
  );
  if (text === '') throw notJson('with nothing', answer, request, call);
  try {
    return JSON.parse(text);
  } catch {
    const title = titleOf(text);
    const what =
      title === undefined
        ? `with text that is no JSON: ${clipped(text)}`
        : `with an HTML page${title && ` "${title}"`}`;
    throw notJson(what, answer, request, call);
  }
}

function notJson(what: string, answer: Answer, request: HttpRequest, call: Call): ResponseError {
  return new ResponseError({
    method: call.method,
    status: answer.status,
    message: call.redactor.text(`the server answered ${answer.status} ${what} (${where(request)})`),
    hint: 'Is --url the address of the API itself? --debug shows the whole exchange.',
  });
}

/** The error that an answer with an error status is. Its body is read to know the server's words. */
export async function readError(
  answer: Answer,
  request: HttpRequest,
  call: Call,
): Promise<OintError> {
  const { status, headers } = answer;
  let text = '';
  try {
    text = (await readAll(answer, request, call, LARGEST_ERROR)).toString('utf8');
  } catch (error) {
    // The status is the news; a body that broke off on top of it is not.
    if (error instanceof OintError && error.code !== 'response') return error;
  }
  call.debug(() => `  ${text.slice(0, 2000)}`);
  const body = call.redactor.deep(parsedOr(text));
  const words = serverWords(body);
  return new HttpError({
    method: call.method,
    status,
    headers: call.redactor.deep(headers) as Record<string, string>,
    requestId: headers['x-request-id'] ?? headers['request-id'],
    body,
    message: call.redactor.text(
      `the server answered ${status}${statusName(status)}${words ? `: ${words}` : ''} (${where(request)})`,
    ),
    hint: call.hints[status] ?? hintFor(status, headers),
  });
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const STATUS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function statusName(status: number): string {
  return STATUS[status] ? ` ${STATUS[status]}` : '';
}

function hintFor(status: number, headers: Readonly<Record<string, string>>): string | undefined {
  if (status >= 300 && status < 400) {
    const to = headers.location;
    return to ? `It points to ${to.split('?')[0]}: give the address it means as --url.` : undefined;
  }
  if (status === 401 || status === 403) return 'Check --token, and that it may do this.';
  if (status === 404) return 'Check --url, and the names and ids in the call.';
  if (status === 405) return 'Check --url: this address takes no such request.';
  if (status === 407) {
    return "The proxy wants a user: --config \"{'proxy':'http://user:password@host:port'}\".";
  }
  if (status === 413) return 'What was sent is larger than the server takes.';
  if (status === 429) {
    const after = headers['retry-after'];
    return `The server asks to slow down${after ? ` (Retry-After: ${after})` : ''}: try again later.`;
  }
  if (status >= 500) return 'The fault is on the server’s side: try again later, or see its log.';
  return undefined;
}

export function where(request: HttpRequest): string {
  return `${request.method} ${shownUrl(request.url)}`;
}

function clipped(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `"${line.length > 120 ? `${line.slice(0, 120)}…` : line}"`;
}
