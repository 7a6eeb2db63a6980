import type { ClientRequest } from 'node:http';
import { Readable } from 'node:stream';
import type { Call } from '../../definition/call.js';
import { InputError, OintError } from '../../errors/errors.js';
import type { RequestBody } from '../message.js';
import type { Watch } from '../watch.js';

/** The maximum size of text that is written at once. */
export const AT_ONCE = 256 * 1024;

/**
 * Writes the body of a request, or only ends the request. A large body is sent in chunks, so that
 * each resets the idle timeout on a slow connection. Returns the stream of these chunks, to be
 * destroyed if the rest is not needed.
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
    // Backpressure: nothing more is read until the server has taken this.
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

/** A deleted file or a failed stream: not the server's fault, and no reason to retry. */
export function unreadable(error: Error, call: Call): OintError {
  if (error instanceof OintError) return error;
  return new InputError({
    method: call.method,
    message: call.redactor.text(`cannot read the data to send: ${error.message}`),
    cause: error,
  });
}
