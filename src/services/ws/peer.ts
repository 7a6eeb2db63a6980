import type { Socket } from 'node:net';
import type WebSocket from 'ws';
import { Changes } from '../../core/connection/changes.js';
import type { Call } from '../../core/definition/call.js';
import { ConnectionError, InputError } from '../../core/errors/errors.js';
import type { NotDone } from './types.js';

/** A message as it arrived. */
export interface Arrived {
  data: Buffer;
  isBinary: boolean;
}

/** Unread messages, and their bytes, after which the other side has to wait. */
const MOST_MESSAGES = 1024;
const MOST_BYTES = 8 * 1024 * 1024;
const TEXT = { binary: false };
const BINARY = { binary: true };
/** Unsent bytes, and messages whose buffers are still held, after which the caller has to wait. */
const MOST_UNSENT = 64 * 1024;
const MOST_SENDING = 1024;
/** Characters of a text that the driver puts into one part with its header; it sends others in two. */
const SHORT = 1024;
/** The largest message, after decompression. */
export const LARGEST = 64 * 1024 * 1024;
/** How often a silent connection is checked: without an answer it is broken. */
const HEARTBEAT = 30_000;
/** How long the other side may take to answer a close. */
const FAREWELL = 2_000;

/** One side of a WebSocket connection: what has arrived, and how it ended. */
export class Peer {
  readonly changes = new Changes();
  readonly #socket: WebSocket;
  readonly #address: string;
  readonly #transport: Socket;
  readonly #unread: Arrived[] = [];
  /** The position of the first unread message: removing the first of many would be slow. */
  #first = 0;
  #bytes = 0;
  #sending = 0;
  #isPaused = false;
  #isCorked = false;
  #isAlive = true;
  #isClosing = false;
  #closed: { code: number; reason: string } | undefined;
  #failure: Error | undefined;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(socket: WebSocket, address: string, transport: Socket) {
    this.#socket = socket;
    this.#address = address;
    this.#transport = transport;
    // A forgotten connection must not keep the process alive.
    transport.unref();
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#arrived({ data, isBinary }));
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    // A message that is too large, or invalid: the close that follows says why.
    socket.on('error', (error) => {
      this.#failure ??= error;
    });
    socket.once('close', (code: number, reason: Buffer) => {
      clearInterval(this.#heartbeat);
      this.#closed = { code, reason: reason.toString() };
      this.changes.happened();
      this.#sent.happened();
    });
    this.#heartbeat = setInterval(() => this.#check(), HEARTBEAT).unref();
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get unread(): number {
    return this.#unread.length - this.#first;
  }

  #arrived(message: Arrived): void {
    this.#isAlive = true;
    if (this.#isClosing) return;
    this.#unread.push(message);
    this.#bytes += message.data.length;
    if (!this.#isPaused && (this.unread >= MOST_MESSAGES || this.#bytes >= MOST_BYTES)) {
      this.#isPaused = true;
      this.#socket.pause();
    }
    this.changes.happened();
  }

  /** A half-open connection reports nothing: only a missing answer shows it. */
  #check(): void {
    // A ping before the handshake is done, or during the closing one, is an error of the driver. Who does
    // not read cannot see the answers.
    if (!this.isOpen || this.#isPaused) return;
    if (!this.#isAlive) {
      this.#failure ??= new Error('no answer to a ping');
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#socket.ping(() => {});
  }

  /** The first unread message, if there is one. */
  take(): Arrived | undefined {
    if (this.unread === 0) return undefined;
    const message = this.#unread[this.#first++]!;
    this.#bytes -= message.data.length;
    if (this.#first === this.#unread.length || this.#first > MOST_MESSAGES) {
      this.#unread.splice(0, this.#first);
      this.#first = 0;
    }
    if (this.#isPaused && this.unread < MOST_MESSAGES / 2 && this.#bytes < MOST_BYTES / 2) {
      this.#isPaused = false;
      this.#isAlive = true;
      this.#socket.resume();
    }
    return message;
  }

  /** The next message. `undefined` if none arrives in time, or the connection is closed. */
  async next(longest: number, call: Call): Promise<Arrived | undefined> {
    for (;;) {
      const message = this.take();
      if (message) return message;
      if (this.#closed) return undefined;
      if (!(await this.changes.next(call, longest))) return undefined;
    }
  }

  /** Why there is no message. */
  whyNone(longest: number): NotDone {
    if (!this.#closed) {
      return { result: false, error: `no message arrived within ${longest / 1000} s` };
    }
    return { result: false, error: this.#closedWords(), ...this.#closed };
  }

  #closedWords(): string {
    const { code, reason } = this.#closed ?? { code: 1006, reason: '' };
    const why = reason || this.#failure?.message;
    const how = code === 1006 ? 'broke off without a close frame (1006)' : `closed (${code})`;
    return `the connection ${code === 1006 ? how : `was ${how}`}${why ? `: ${why}` : ''}`;
  }

  /** True if it ended, or is ending. */
  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  /** True if it ended because something failed. */
  get isBroken(): boolean {
    return this.#closed?.code === 1006;
  }

  /** Sends a message. Waits only if much is unsent: then the other side does not keep up. */
  send(data: string | Uint8Array, call: Call): Promise<void> | undefined {
    if (!this.isOpen) throw this.lost(call);
    this.#sending++;
    const isText = typeof data === 'string';
    const sent = isText && data.length < SHORT ? Buffer.from(data) : data;
    this.#socket.send(sent, isText ? TEXT : BINARY, this.#onSent);
    return this.#isFull() ? this.#drained(call) : undefined;
  }

  /** The same in fewer packets: all that is sent until the caller waits for something goes out at once. */
  sendSoon(data: string, call: Call): Promise<void> | undefined {
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#transport.cork();
      process.nextTick(this.#uncork);
    }
    return this.send(data, call);
  }

  readonly #uncork = () => {
    this.#isCorked = false;
    this.#transport.uncork();
  };

  ping(call: Call): void {
    if (!this.isOpen) throw this.lost(call);
    this.#sending++;
    this.#socket.ping('', undefined, this.#onSent);
  }

  pong(call: Call): void {
    if (!this.isOpen) throw this.lost(call);
    this.#sending++;
    this.#socket.pong('', undefined, this.#onSent);
  }

  #isFull(): boolean {
    const isMuch = this.#sending > MOST_SENDING || this.#socket.bufferedAmount > MOST_UNSENT;
    return isMuch && this.isOpen;
  }

  async #drained(call: Call): Promise<void> {
    while (this.#isFull()) await this.#sent.next(call);
  }
  readonly #sent = new Changes();

  readonly #onSent = (error?: Error) => {
    this.#sending--;
    if (error) this.#failure ??= error;
    this.#sent.happened();
  };

  /** The error of work on a connection that is closed or broken. */
  lost(call: Call): ConnectionError {
    return new ConnectionError({
      method: call.method,
      message: call.redactor.text(`${this.#closedWords()} (${this.#address})`),
      hint: 'Open a new connection.',
      reason: this.#failure && 'code' in this.#failure ? String(this.#failure.code) : 'CLOSED',
      sent: true,
      retryable: true,
      cause: this.#failure,
    });
  }

  /** Closes with a code and a reason; a side that does not answer is cut off. */
  async close(call: Call | undefined, code?: number, reason?: string): Promise<void> {
    if (this.#closed) return;
    try {
      this.#socket.close(code, reason);
    } catch (error) {
      const message = (error as Error).message;
      throw new InputError({ method: call?.method, param: 'code', message, cause: error });
    }
    // What is not read any more must not delay the close frame.
    this.#isClosing = true;
    this.#socket.resume();
    const timer = setTimeout(() => this.#socket.terminate(), FAREWELL);
    await new Promise<void>((resolve) => {
      if (this.#closed) resolve();
      else this.#socket.once('close', () => resolve());
    });
    clearTimeout(timer);
  }
}
