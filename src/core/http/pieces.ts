import type { Call } from '../definition/call.js';
import { ResponseError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import { onDisk } from '../files/on-disk.js';
import { pauseAfter, retriesOf } from './resume.js';

/** A piece of a file. */
export interface Piece {
  readonly bytes: Bytes;
  /** The offset of its first byte. */
  readonly start: number;
  /** The size of the whole file. */
  readonly total: number;
  readonly isLast: boolean;
}

/** Where an upload is: complete, with its result, or at the offset of the next piece. */
export type Standing<T> = { readonly result: T } | { readonly next: number };

export interface InPieces<T> {
  /** The size of a piece; the last one may be smaller. */
  each: number;
  /** Sends a piece. */
  send(piece: Piece, call: Call): Promise<Standing<T>>;
  /**
   * Asks the server where the upload is, after a piece whose response was lost. Without it, such a
   * failure ends the upload.
   */
  standing?(total: number): Promise<Standing<T>>;
}

/**
 * Uploads a file in pieces, one after another, and continues where the server is after a failure.
 * Data that is not a file is copied to a temporary one first, because a piece may be sent again.
 */
export function sendInPieces<T>(data: Bytes, call: Call, way: InPieces<T>): Promise<T> {
  return onDisk(data, call, async ({ file }) => {
    const total = file!.size;
    let start = 0;
    for (let failures = 0; ; ) {
      const size = Math.min(way.each, total - start);
      const bytes = Bytes.ofPart(file!, start, size);
      const piece = { bytes, start, total, isLast: start + size === total };
      let standing: Standing<T>;
      try {
        standing = await way.send(piece, telling(call, start, total));
        // A server that accepts nothing would cause an endless loop.
        if (!('result' in standing) && standing.next === start && ++failures > retriesOf(call)) {
          throw stuck(call, start);
        }
      } catch (error) {
        if (!way.standing) throw error;
        await pauseAfter(error, failures++, call);
        standing = await way.standing(total);
      }
      if ('result' in standing) return standing.result;
      const { next } = standing;
      if (!(Number.isSafeInteger(next) && next >= 0 && next <= total)) throw stuck(call, next);
      if (next > start) failures = 0;
      start = next;
    }
  });
}

/** The call with the progress of the whole file instead of one piece. */
function telling(call: Call, start: number, total: number): Call {
  const { onProgress } = call.options;
  if (!onProgress) return call;
  return call.with({
    options: {
      onProgress: ({ direction, done }) => {
        if (direction === 'up') onProgress({ direction, done: start + done, total });
      },
    },
  });
}

function stuck({ method }: Call, at: number): ResponseError {
  const message = `the server did not accept the upload: it continues at byte ${at}`;
  return new ResponseError({ method, message, hint: 'Start the upload again.' });
}
