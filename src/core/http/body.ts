import { Readable } from 'node:stream';

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
    // There is no one left to tell.
    this.#stream.on('error', () => {}).destroy();
  }

  stream(): Readable {
    return this.#stream;
  }
}

/** Bytes that may arrive before there is a reader. */
const MOST_UNREAD = 64 * 1024;

/** Where the bytes of an `ArrivingBody` come from. */
export interface Source {
  /** Continues after `push` has returned false. */
  resume(): void;
  /** Ends the connection. */
  cancel(): void;
}

/** The body that a parser hands over piece by piece, without the cost of a stream of Node. */
export class ArrivingBody implements Body {
  readonly #source: Source;
  #reader: BodyReader | undefined;
  #waiting: Buffer[] = [];
  #unread = 0;
  #paused = false;
  /** True after the source was told to wait. */
  #holds = false;
  #ended = false;
  #error: Error | undefined;
  /** True once the reader knows how it ended. */
  #told = false;

  constructor(source: Source) {
    this.#source = source;
  }

  /** The next bytes. Returns false if the source must wait for `resume`. */
  push(chunk: Buffer): boolean {
    if (this.#reader && !this.#paused && this.#waiting.length === 0) {
      this.#reader.data(chunk);
    } else {
      this.#waiting.push(chunk);
      this.#unread += chunk.length;
    }
    this.#holds = this.#paused || this.#unread >= MOST_UNREAD;
    return !this.#holds;
  }

  end(): void {
    this.#ended = true;
    this.#deliver();
  }

  fail(error: Error): void {
    if (this.#ended || this.#error) return;
    this.#error = error;
    this.#deliver();
  }

  read(reader: BodyReader): void {
    this.#reader = reader;
    this.#deliver();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#deliver();
  }

  destroy(): void {
    if (this.#ended || this.#error) return;
    this.#waiting = [];
    this.#source.cancel();
  }

  stream(): Readable {
    const stream = new Readable({
      read: () => this.resume(),
      destroy: (error, done) => {
        this.destroy();
        done(error);
      },
    });
    this.read({
      data: (chunk) => {
        if (!stream.push(chunk)) this.pause();
      },
      end: () => stream.push(null),
      fail: (error) => stream.destroy(error),
    });
    return stream;
  }

  /** What waits, then how it ended; otherwise the source continues. */
  #deliver(): void {
    const reader = this.#reader;
    if (!reader || this.#told) return;
    while (!this.#paused && this.#waiting.length > 0) {
      const chunk = this.#waiting.shift()!;
      this.#unread -= chunk.length;
      reader.data(chunk);
    }
    if (this.#paused) return;
    if (this.#ended || this.#error) {
      this.#told = true;
      if (this.#error) reader.fail(this.#error);
      else reader.end();
    } else if (this.#holds) {
      this.#holds = false;
      this.#source.resume();
    }
  }
}
