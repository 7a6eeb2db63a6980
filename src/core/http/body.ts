import type { Readable } from 'node:stream';

/** What a body tells its reader. */
export interface BodyReader {
  data(chunk: Buffer): void;
  /** All of it has arrived. */
  end(): void;
  /** It broke off. */
  fail(error: Error): void;
}

/** The body of a response. It has one reader, who decides how fast it arrives. */
export interface Body {
  /** Begins to read, with what has arrived by then. */
  read(reader: BodyReader): void;
  /** Nothing more is given to the reader, nor taken from the network, until `resume`. */
  pause(): void;
  resume(): void;
  /** The rest is not needed. */
  destroy(): void;
  /** The same as a stream, instead of `read`. */
  stream(): Readable;
}

/** The body that a stream has. */
export class StreamBody implements Body {
  readonly #stream: Readable;

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  read(reader: BodyReader): void {
    const stream = this.#stream;
    stream.on('data', (chunk: Buffer) => reader.data(chunk));
    stream.on('end', () => reader.end());
    stream.on('error', (error) => reader.fail(error));
    stream.on('close', () => {
      // An Error is expensive to create: only if there is one.
      if (!stream.readableEnded && !stream.errored) reader.fail(new Error('closed'));
    });
    if (stream.destroyed && !stream.readableEnded) {
      reader.fail(stream.errored ?? new Error('closed'));
    }
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  destroy(): void {
    // Nobody is left to be told.
    this.#stream.on('error', () => {}).destroy();
  }

  stream(): Readable {
    return this.#stream;
  }
}
