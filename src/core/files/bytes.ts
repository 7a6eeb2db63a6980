import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

/** The size of a read from disk: large enough to avoid a read for every packet. */
const DISK_CHUNK = 512 * 1024;

interface Source {
  open(): Readable | Promise<Readable>;
  /** In bytes, if it is known before reading. */
  size?: number | undefined;
  /** False for a stream, which can be read only once: a request with it is never retried. */
  replayable: boolean;
  name?: string | undefined;
  type?: string | undefined;
  /** The source of the bytes, for messages. */
  from: string;
  /** The path, if it is a file on disk. */
  path?: string | undefined;
}

/**
 * Bytes to send: from memory, disk, a URL or a stream. Nothing is read before `open`, and every
 * `open` starts from the beginning, so that a request can be retried.
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
  /** The name of the file, if it has one. */
  get name(): string | undefined {
    return this.#source.name;
  }
  /** The media type, if it is known. */
  get type(): string | undefined {
    return this.#source.type;
  }
  /** The path, if the bytes are a file on disk. */
  get path(): string | undefined {
    return this.#source.path;
  }
  get from(): string {
    return this.#source.from;
  }

  /** The same bytes with another name or media type. */
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

  /** All bytes, in memory. */
  async buffer(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.open()) {
      // A caller's stream may decode its data to strings.
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    }
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  }
}
