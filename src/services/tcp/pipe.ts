import type { Socket } from 'node:net';
import { Changes } from '../../core/connection/changes.js';
import type { Call } from '../../core/definition/call.js';
import { brokenConnection } from '../../core/errors/connection-error.js';
import { type OintError, ResponseError, TimeoutError } from '../../core/errors/errors.js';
import { longerHint } from '../../core/http/watch.js';
import { ByteQueue } from '../../core/util/byte-queue.js';

/** What is read from a pipe. */
export interface Reading {
  /** At most this many bytes; 0 for any number. */
  maxSize?: number | undefined;
  /** Ends with these bytes, which are part of the result. */
  marker?: Uint8Array | undefined;
  /** Ends if nothing arrives for this time, in milliseconds; 0 for no such limit. */
  silence: number;
  /** How many of the last bytes are left for the next reading: a character that is incomplete. */
  keep?: ((bytes: Uint8Array) => number) | undefined;
}

/** Unread bytes after which the other side has to wait. */
const MOST_UNREAD = 1024 * 1024;
/** The most that one reading without a limit collects. */
const LARGEST = 256 * 1024 * 1024;
/** How long the other side may take to close the connection after us. */
const FAREWELL = 1_000;
const KEEP_ALIVE = 30_000;

/** Both directions of a socket, each of which ends on its own. */
export class Pipe {
  /** The other side: `127.0.0.1:4242`. */
  readonly address: string;
  readonly changes = new Changes();
  readonly #socket: Socket;
  readonly #unread = new ByteQueue();
  #reads = Promise.resolve();
  #isReading = false;
  #canRead = true;
  #canWrite = true;
  #isOpen = true;
  #failure: Error | undefined;

  constructor(socket: Socket, address: string) {
    this.#socket = socket;
    this.address = address;
    socket.setKeepAlive(true, KEEP_ALIVE);
    socket.unref();
    socket.on('data', (chunk: Buffer) => this.#arrived(chunk));
    socket.once('end', () => {
      this.#canRead = false;
      this.changes.happened();
    });
    socket.on('error', (error) => {
      this.#failure ??= error;
    });
    socket.once('close', () => {
      this.#isOpen = false;
      this.#canRead = false;
      this.#canWrite = false;
      this.changes.happened();
    });
  }

  /** False once the connection is closed. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** False if no more data will arrive. What has arrived may still be unread. */
  get canRead(): boolean {
    return this.#canRead;
  }

  get canWrite(): boolean {
    return this.#canWrite;
  }

  /** The number of bytes that were not read yet. */
  get unread(): number {
    return this.#unread.length;
  }

  /** Why the connection broke, if it did. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  #arrived(chunk: Buffer): void {
    if (!this.#canRead) return;
    this.#unread.add(chunk);
    if (!this.#isReading && this.unread >= MOST_UNREAD) this.#socket.pause();
    this.changes.happened();
  }

  /** Reads until one of the conditions is met, or the other side has finished. */
  read(reading: Reading, call: Call): Promise<Buffer> {
    // One after another: two readings must not share a line.
    const done = this.#reads.then(() => this.#read(reading, call));
    this.#reads = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  async #read({ maxSize = 0, marker, silence, keep }: Reading, call: Call): Promise<Buffer> {
    this.#isReading = true;
    this.#socket.resume();
    try {
      for (let searched = 0; ; ) {
        const length = this.#lengthOf(marker, maxSize, searched);
        if (length !== undefined) return this.#take(length, keep && !marker ? keep : undefined);
        searched = this.unread - (marker?.length ?? 0) + 1;
        if (!this.#canRead) {
          if (this.#failure && this.unread === 0) throw this.lost(call);
          return this.#unread.take();
        }
        if (this.unread > LARGEST) throw tooLarge(call);
        if (!(await this.changes.next(call, silence))) return this.#take(this.unread, keep);
      }
    } finally {
      this.#isReading = false;
    }
  }

  /** The number of bytes to take; `undefined` if more must arrive first. */
  #lengthOf(marker: Uint8Array | undefined, maxSize: number, from: number): number | undefined {
    const at = marker && marker.length > 0 ? this.#unread.indexOf(marker, from) : -1;
    const end = at < 0 ? undefined : at + marker!.length;
    if (maxSize > 0 && this.unread >= maxSize) return Math.min(maxSize, end ?? maxSize);
    return end;
  }

  #take(length: number, keep: Reading['keep']): Buffer {
    return this.#unread.take(length - (keep?.(this.#unread.peek(length)) ?? 0));
  }

  /** What has arrived, without waiting. */
  takeNow(maxSize: number): Buffer {
    const taken = this.#unread.take(maxSize > 0 ? maxSize : undefined);
    this.#socket.resume();
    return taken;
  }

  /**
   * A whole line that has arrived, without its end; of a longer line than `longest`, or at the end
   * of the data, what there is. `undefined` if it must arrive first.
   */
  takeLine(marker: Uint8Array, longest: number): Buffer | undefined {
    const at = this.#unread.indexOf(marker, this.#searched);
    this.#searched = Math.max(0, this.unread - marker.length + 1);
    const isPiece = this.unread >= longest || (!this.#canRead && this.unread > 0);
    if (at < 0 && !isPiece) return undefined;
    const line = this.#unread.take(at < 0 ? longest : at);
    if (at >= 0) this.#unread.take(marker.length);
    this.#searched = 0;
    this.#socket.resume();
    return line;
  }
  #searched = 0;

  /** Sends, and waits until the system has accepted all of it. 0 for no limit of time. */
  send(bytes: Uint8Array, longest: number, call: Call): Promise<void> {
    if (!this.#canWrite) return Promise.reject(this.lost(call));
    const limit = longest > 0 ? longest : call.limit('timeout');
    const { signal } = call.options;
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        if (error) reject(error);
        else resolve();
      };
      // Part of it may have been sent: nothing sensible can follow.
      const stop = (error: OintError) => {
        this.#socket.destroy();
        done(error);
      };
      const onAbort = () => stop(call.aborted());
      const timer = setTimeout(() => stop(notTaken(call, this.address, limit)), limit);
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) return onAbort();
      this.#socket.write(bytes, (error) => done(error && this.lost(call)));
    });
  }

  /** Tells the other side that no more data follows. It can still send. */
  async finishSending(): Promise<void> {
    if (!this.#canWrite) return;
    this.#canWrite = false;
    this.#socket.ref();
    await new Promise<void>((resolve) => {
      this.#socket.once('close', resolve);
      this.#socket.end(resolve);
    });
    this.#socket.unref();
  }

  /** Ignores what arrives from now on. */
  finishReceiving(): void {
    this.#canRead = false;
    this.#unread.take();
    this.#socket.resume();
    this.changes.happened();
  }

  /** Sends what is left, and closes. Data that arrives in the meantime is ignored. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    const timer = setTimeout(() => this.#socket.destroy(), FAREWELL);
    const isFinished = !this.#canRead && this.unread === 0;
    this.finishReceiving();
    // A socket with unread data is reset when it closes: what was sent could be lost.
    if (!isFinished) this.#socket.once('end', () => this.#socket.destroy());
    await this.finishSending();
    if (isFinished) this.#socket.destroy();
    await closed;
    clearTimeout(timer);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** The error of work on a connection that is closed or broken. */
  lost(call: Call): OintError {
    const broke = this.#failure ?? Object.assign(new Error('closed'), { code: 'ECONNRESET' });
    return brokenConnection(call, {
      host: this.address,
      what: 'TCP',
      error: broke,
      connected: true,
      hint: 'Open a new connection.',
    });
  }
}

function tooLarge({ method }: Call): ResponseError {
  const message = `more than ${LARGEST / 2 ** 20} MiB arrived without an end`;
  return new ResponseError({ method, message, hint: 'Limit the size of a reading.' });
}

function notTaken(call: Call, address: string, after: number): TimeoutError {
  return new TimeoutError({
    method: call.method,
    deadline: 'idleTimeout',
    after,
    message: `${address} did not accept the data within ${after / 1000} s; part of it may have arrived`,
    hint: longerHint(call, 'idleTimeout', after),
  });
}
