import type { Readable } from 'node:stream';
import type { Bytes } from '../files/bytes.js';
import { streamOf } from './streaming.js';

/** The streams of a body, so that all can be stopped, even one that opens later. */
export class Opened {
  readonly #streams: Readable[] = [];
  #stopped = false;

  add(stream: Readable): Readable {
    if (this.#stopped) stream.destroy();
    else this.#streams.push(stream);
    return stream;
  }

  stop(): void {
    this.#stopped = true;
    for (const stream of this.#streams) stream.destroy();
  }
}

/** How much is read from disk ahead of the network. */
export const READ_AHEAD = 1024 * 1024;

/** A body with only these bytes. */
export function openBytes(bytes: Bytes): Readable {
  const opened = new Opened();
  return streamOf(bytesOf(bytes, opened), () => opened.stop(), READ_AHEAD);
}

/**
 * If the file no longer has the announced size, the body would be truncated or run into the next
 * request.
 */
export async function* bytesOf(bytes: Bytes, opened: Opened): AsyncGenerator<Uint8Array> {
  const stream = opened.add(await bytes.open());
  let left = bytes.size ?? 0;
  for await (const chunk of stream) {
    left -= chunk.length;
    if (bytes.size !== undefined && left < 0) throw changed(bytes);
    yield chunk;
  }
  if (bytes.size !== undefined && left > 0) throw changed(bytes);
}

function changed(bytes: Bytes): Error {
  return new Error(`${bytes.from} changed its size in the meantime`);
}
