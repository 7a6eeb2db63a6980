import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

/** Read from disk in pieces of this size: large enough that the disk is not asked for every packet. */
const DISK_CHUNK = 512 * 1024;

interface Source {
  open(): Readable | Promise<Readable>;
  /** In bytes, where it is known before reading. */
  size?: number | undefined;
  /** False for a stream, which can be read only once: a request with it is never repeated. */
  replayable: boolean;
  name?: string | undefined;
  type?: string | undefined;
  /** Where the bytes come from, for people. */
  from: string;
  /** The file on disk, where it is one. */
  path?: string | undefined;
}

/**
 * Bytes that are to be sent: from memory, disk, a URL or a stream. Nothing is read before `open`,
 * and every `open` starts anew, so that a request can be repeated.
 */
export class Bytes {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  static of(data: Uint8Array, about: { name?: string; type?: string; from?: string } = {}): Bytes {
    const { from = `${data.byteLength} bytes`, ...rest } = about;
    const open = () => Readable.from([data], { objectMode: false });
    return new Bytes({ open, size: data.byteLength, replayable: true, from, ...rest });
  }

  static file(path: string, about: { size: number; name: string; type?: string }): Bytes {
    const open = () => createReadStream(path, { highWaterMark: DISK_CHUNK });
    return new Bytes({ open, replayable: true, from: path, path, ...about });
  }

  get size(): number | undefined {
    return this.#source.size;
  }
  get replayable(): boolean {
    return this.#source.replayable;
  }
  /** The file's own name, where it has one. */
  get name(): string | undefined {
    return this.#source.name;
  }
  /** The media type, where it is known. */
  get type(): string | undefined {
    return this.#source.type;
  }
  /** The path, where the bytes are a file on disk. */
  get path(): string | undefined {
    return this.#source.path;
  }
  get from(): string {
    return this.#source.from;
  }

  /** The same bytes under another name or media type. */
  as(name: string | undefined, type?: string | undefined): Bytes {
    return new Bytes({
      ...this.#source,
      name: name ?? this.#source.name,
      type: type ?? this.#source.type,
    });
  }

  open(): Readable | Promise<Readable> {
    return this.#source.open();
  }

  /** All of it in memory. */
  async buffer(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.open()) {
      // A stream of the caller's may have been told to decode.
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    }
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  }
}
