import type { Readable } from 'node:stream';
import type { Call } from '../definition/call.js';
import { inputError } from '../definition/kinds/refuse.js';
import { callContext } from '../definition/param.js';
import type { Bytes } from '../files/bytes.js';
import { unreadable } from '../http/send/upload.js';
import { Stop } from './stop.js';

/** As many bytes as are needed to know a format. */
const MAGIC = 6;

/** A stream, or the blocks of a file. */
type Chunks = Readable | AsyncGenerator<Buffer>;

/**
 * The bytes of an archive while they are read, until the caller or the deadline stops it. Each chunk is
 * valid until the next one is read.
 */
export class ArchiveInput {
  readonly bytes: Bytes;
  readonly #call: Call;
  readonly #stop: Stop;
  #chunks: Chunks;
  /** How many bytes were read. */
  size = 0;

  private constructor(call: Call, bytes: Bytes, chunks: Chunks) {
    this.#call = call;
    this.bytes = bytes;
    this.#chunks = chunks;
    this.#stop = new Stop(call);
  }

  static async open(call: Call, bytes: Bytes): Promise<ArchiveInput> {
    // A pipe is not read from positions.
    const isFile = bytes.file?.kind === 'file';
    return new ArchiveInput(call, bytes, isFile ? bytes.file.blocks() : await bytes.open());
  }

  /** The beginning of the archive, and all of it including that. */
  async begin(): Promise<{ magic: Buffer; all: AsyncIterable<Buffer> }> {
    const rest = this.#chunksOf(this.#chunks);
    const first: Buffer[] = [];
    let size = 0;
    while (size < MAGIC) {
      const { done, value } = await rest.next();
      if (done) break;
      // Too little of it: what comes next is read into the same memory.
      first.push(value.length < MAGIC ? Buffer.from(value) : value);
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
    await this.#end();
    this.#chunks = this.bytes.file!.blocks(at);
    return this.#chunksOf(this.#chunks);
  }

  async close(): Promise<void> {
    this.#stop.release();
    await this.#end();
  }

  async #end(): Promise<void> {
    if ('destroy' in this.#chunks) this.#chunks.destroy();
    else await this.#chunks.return(undefined);
  }

  async *#chunksOf(all: Chunks): AsyncGenerator<Buffer, undefined> {
    const { onProgress } = this.#call.options;
    const total = this.bytes.size;
    const chunks = all[Symbol.asyncIterator]();
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
