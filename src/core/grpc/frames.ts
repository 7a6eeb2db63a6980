import { gunzipSync } from 'node:zlib';
import { ByteQueue } from '../util/byte-queue.js';

/** The largest message that is accepted, also after decompression. */
const LARGEST = 16 * 1024 * 1024;
const HEAD = 5;

/** What arrived is not a message, or too large. */
export class FrameProblem extends Error {}

/** A message with the length in front, as it is sent. */
export function frame(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD + message.length);
  bytes[0] = 0;
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, HEAD);
  return bytes;
}

/** Cuts what arrives into messages. */
export class Frames {
  readonly #queue = new ByteQueue();
  readonly #encoding: () => string;

  /** `encoding` names the compression of the messages that are marked as compressed. */
  constructor(encoding: () => string) {
    this.#encoding = encoding;
  }

  /** True if a message has begun and not ended. */
  get isPartial(): boolean {
    return this.#queue.length > 0;
  }

  /** @throws {FrameProblem} */
  *add(chunk: Uint8Array): Generator<Buffer, void> {
    this.#queue.add(chunk);
    while (this.#queue.length >= HEAD) {
      const head = this.#queue.peek(HEAD);
      const [kind, length] = [head[0]!, head.readUInt32BE(1)];
      if (kind > 1) throw new FrameProblem('it is not a message of gRPC');
      if (length > LARGEST) throw tooLarge(length);
      if (this.#queue.length < HEAD + length) return;
      this.#queue.take(HEAD);
      const message = this.#queue.take(length);
      yield kind === 1 ? this.#inflated(message) : message;
    }
  }

  #inflated(message: Buffer): Buffer {
    const encoding = this.#encoding();
    if (encoding !== 'gzip') {
      throw new FrameProblem(`a message is compressed with ${encoding}, and gzip was offered`);
    }
    try {
      return gunzipSync(message, { maxOutputLength: LARGEST });
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
      throw new FrameProblem(`a message cannot be decompressed: ${(error as Error).message}`);
    }
  }
}

function tooLarge(length?: number): FrameProblem {
  const bytes = length === undefined ? '' : ` (${length} bytes)`;
  return new FrameProblem(
    `a message is larger than ${LARGEST / 1024 / 1024} MiB, the maximum${bytes}`,
  );
}
