import type { Readable } from 'node:stream';
import type { Call } from '../definition/call.js';
import { inputError } from '../definition/kinds/refuse.js';
import { callContext } from '../definition/param.js';
import type { Bytes } from '../files/bytes.js';
import { unreadable } from '../http/upload.js';
import { Stop } from './stop.js';

/** As many bytes as are needed to know a format. */
const MAGIC = 6;

/** The bytes of an archive while they are read, until the caller or the deadline stops it. */
export class ArchiveInput {
  readonly bytes: Bytes;
  readonly #call: Call;
  readonly #stop: Stop;
  #stream: Readable;
  /** How many bytes were read. */
  size = 0;

  private constructor(call: Call, bytes: Bytes, stream: Readable) {
    this.#call = call;
    this.bytes = bytes;
    this.#stream = stream;
    this.#stop = new Stop(call);
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
    this.#stop.release();
    this.#stream.destroy();
  }

  async *#chunksOf(stream: Readable): AsyncGenerator<Buffer, undefined> {
    const { onProgress } = this.#call.options;
    const total = this.bytes.size;
    const chunks = stream[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await this.#stop.until(this.#next(chunks));
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

/** The error for an archive that is broken, or not one. */
export function notAnArchive(call: Call, what: string, cause?: unknown) {
  return inputError(callContext(call, 'src'), call.redactor.text(` ${what}`), { cause });
}
