import { Readable } from 'node:stream';
import { openFile, type SourceFile } from '../access/files.js';

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
  /** If it is a file on disk. */
  file?: SourceFile | undefined;
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
    return Bytes.ofFile(openFile(path, { kind: 'file', size: about.size }), about);
  }

  static ofFile(file: SourceFile, about: { name: string; type?: string }): Bytes {
    const { size, path: from } = file;
    return new Bytes({ open: () => file.read(), size, replayable: true, from, file, ...about });
  }

  /** A part of a file: it is read from disk when it is sent, and again for a retry. */
  static ofPart(file: SourceFile, start: number, size: number): Bytes {
    const end = start + size - 1;
    // A range cannot express that nothing is wanted.
    const open = () => (size > 0 ? file.read({ start, end }) : Readable.from([]));
    return new Bytes({
      open,
      size,
      replayable: true,
      from: `bytes ${start}-${end} of ${file.path}`,
    });
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
  /** The file on disk, if the bytes are one. */
  get file(): SourceFile | undefined {
    return this.#source.file;
  }
  /** Its path. */
  get path(): string | undefined {
    return this.#source.file?.path;
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
