import type { Readable } from 'node:stream';
import type { Call } from '../definition/call.js';
import { inputError } from '../definition/kinds/refuse.js';
import { callContext } from '../definition/param.js';
import type { Bytes } from '../files/bytes.js';
import { unreadable } from '../http/upload.js';
import { timeoutError } from '../http/watch.js';
import { now } from '../util/clock.js';

/** As for timers: a longer time is as good as none. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** As many bytes as are needed to know a format. */
const MAGIC = 6;

/** The bytes of an archive while they are read, until the caller or the deadline stops it. */
export class ArchiveInput {
  readonly bytes: Bytes;
  readonly #call: Call;
  /** Rejects when reading must stop: a stream that does not end may not notice it. */
  readonly #stopped: Promise<never>;
  readonly #release: () => void;
  #stream: Readable;
  /** How many bytes were read. */
  size = 0;

  private constructor(call: Call, bytes: Bytes, stream: Readable) {
    this.#call = call;
    this.bytes = bytes;
    this.#stream = stream;
    const { promise, release } = stopOf(call);
    this.#stopped = promise;
    this.#release = release;
  }

  static async open(call: Call, bytes: Bytes): Promise<ArchiveInput> {
    return new ArchiveInput(call, bytes, await bytes.open());
  }

  /** The beginning of the archive, and all of it including that. */
  async begin(): Promise<{ magic: Buffer; all: AsyncIterable<Buffer> }> {
    const rest = this.#chunksOf(this.#stream);
    const first: Buffer[] = [];
    let size = 0;
    while (size < MAGIC) {
      const { done, value } = await rest.next();
      if (done) break;
      first.push(value);
      size += value.length;
    }
    const all = (async function* () {
      yield* first;
      yield* rest;
    })();
    return { magic: Buffer.concat(first).subarray(0, MAGIC), all };
  }

  /** Continues somewhere else in a file. */
  async jump(at: number): Promise<AsyncIterable<Buffer>> {
    this.#stream.destroy();
    const { file } = this.bytes;
    this.#stream = file!.read({ start: at, end: Math.max(at, file!.size - 1) });
    return this.#chunksOf(this.#stream);
  }

  close(): void {
    this.#release();
    this.#stream.destroy();
  }

  async *#chunksOf(stream: Readable): AsyncGenerator<Buffer, undefined> {
    const { onProgress } = this.#call.options;
    const total = this.bytes.size;
    const chunks = stream[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await Promise.race([this.#next(chunks), this.#stopped]);
      if (done) return undefined;
      const data = typeof value === 'string' ? Buffer.from(value) : (value as Buffer);
      this.size += data.length;
      onProgress?.({ direction: 'down', done: this.size, total });
      yield data;
    }
  }

  async #next(chunks: AsyncIterator<unknown>): Promise<IteratorResult<unknown>> {
    try {
      return await chunks.next();
    } catch (error) {
      throw unreadable(error as Error, this.#call);
    }
  }
}

/** A promise that rejects when the caller or the deadline ends the call. */
export function stopOf(call: Call): { promise: Promise<never>; release: () => void } {
  const { signal } = call.options;
  let release = () => {};
  const promise = new Promise<never>((_, reject) => {
    const abort = () => reject(call.aborted());
    signal?.addEventListener('abort', abort, { once: true });
    const left = Math.min(Math.max(0, call.deadline - now()), LONGEST_TIMER);
    const timer = setTimeout(() => reject(timeoutError(call, 'timeout')), left);
    release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
  });
  // It is only awaited while something is read.
  promise.catch(() => {});
  return { promise, release };
}

/** The error for an archive that is broken, or not one. */
export function notAnArchive(call: Call, what: string, cause?: unknown) {
  return inputError(callContext(call, 'src'), call.redactor.text(` ${what}`), { cause });
}
