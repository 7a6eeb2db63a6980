import type { ClientRequest } from 'node:http';
import { Readable } from 'node:stream';
import type { Call } from '../definition/call.js';
import { InputError, OintError } from '../errors/errors.js';
import type { RequestBody } from './message.js';
import type { Watch } from './watch.js';

/** A text up to this size is written at once. */
const AT_ONCE = 256 * 1024;

/**
 * Writes a request's body, or just ends the request. A large one goes out in pieces, so that each
 * counts as a sign of life on a slow line; the stream of these pieces is returned, to be destroyed
 * where the rest is not wanted.
 */
export function writeBody(
  outgoing: ClientRequest,
  body: RequestBody | undefined,
  watch: Watch,
  call: Call,
  fail: (error: Error) => void,
): Readable | undefined {
  if (!body || (body.kind === 'text' && body.length <= AT_ONCE)) {
    outgoing.end(body?.text);
    return undefined;
  }
  const source =
    body.kind === 'text' ? Readable.from(piecesOf(body.text), { objectMode: false }) : body.open();
  const { onProgress } = body.kind === 'text' ? {} : call.options;
  let done = 0;
  source.on('data', (chunk: Buffer) => {
    watch.touch();
    done += chunk.length;
    try {
      onProgress?.({ direction: 'up', done, total: body.length });
    } catch (error) {
      fail(error as Error);
    }
    // A slow server sets the pace: nothing more is read until it has taken this.
    if (!outgoing.write(chunk)) source.pause();
  });
  outgoing.on('drain', () => {
    watch.touch();
    source.resume();
  });
  source.once('end', () => outgoing.end());
  source.once('error', (error) => fail(unreadable(error, call)));
  outgoing.once('close', () => source.destroy());
  return source;
}

function* piecesOf(text: string): Generator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += AT_ONCE) yield bytes.subarray(at, at + AT_ONCE);
}

/** A file that went away, a stream that failed: not the server's doing, and no reason to repeat. */
export function unreadable(error: Error, call: Call): OintError {
  if (error instanceof OintError) return error;
  return new InputError({
    method: call.method,
    message: call.redactor.text(`what is to be sent cannot be read: ${error.message}`),
    cause: error,
  });
}
