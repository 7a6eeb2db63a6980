import type { Socket } from 'node:net';
import { ping } from './commands.js';
import type { Message } from './frames.js';
import { type Batch, Outbox } from './outbox.js';
import { ZmtpProblem } from './problem.js';
import { Session } from './session.js';
import type { SocketType } from './socket-types.js';
import { Subscriptions } from './subscriptions.js';

/** What a peer reports. */
export interface PeerEvents {
  ready(peer: Peer): void;
  message(peer: Peer, parts: Message): void;
  /** Its subscriptions have changed. */
  subscribed?(peer: Peer): void;
  /** Something was sent: there may be room for more. */
  drained(peer: Peer): void;
  /** The connection is closed. */
  closed(peer: Peer, problem: Error | undefined): void;
}

/** How long a handshake may take, in milliseconds. */
const HANDSHAKE = 10_000;
/** How often a silent connection is checked, and how long an answer may take. */
const HEARTBEAT = 30_000;
/** For sides that know no pings: keep-alive of the system. */
const KEEP_ALIVE = 30_000;
/** How long the other side may take to close the connection after us. */
const FAREWELL = 1_000;
/** Bytes of answers to pings that the other side may leave unread. */
const MOST_UNREAD = 1024 * 1024;

/** The memory that all peers of a socket share. */
export interface SharedMemory {
  /** The bytes of messages of which a part has arrived. */
  pending: number;
}

/** The most bytes of incomplete messages, of all peers of a socket. */
const MOST_PENDING = 256 * 1024 * 1024;

/** The other side of a ZMTP connection. */
export class Peer {
  /** Its address, for messages: `127.0.0.1:5555`. */
  readonly address: string;
  /** What it wants to get, if it is a subscriber. */
  readonly subscriptions = new Subscriptions();
  readonly #socket: Socket;
  readonly #session: Session;
  readonly #events: PeerEvents;
  readonly #memory: SharedMemory;
  #pending = 0;
  #outbox = new Outbox();
  /** The messages that are being handed to the system. */
  #inFlight = 0;
  #isFlushing = false;
  #isPaused = false;
  #isClosing = false;
  #isClosed = false;
  #problem: Error | undefined;
  #heard = Date.now();
  #allowedSilence = 0;
  #timer: NodeJS.Timeout;

  constructor(
    type: SocketType,
    socket: Socket,
    { address, events, memory }: { address: string; events: PeerEvents; memory: SharedMemory },
  ) {
    this.address = address;
    this.#socket = socket;
    this.#events = events;
    this.#memory = memory;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE);
    // A forgotten connection must not keep the process alive.
    socket.unref();
    this.#session = new Session(type, {
      write: (bytes) => this.#write(bytes),
      ready: () => this.#ready(),
      message: (parts) => this.#events.message(this, parts),
      subscription: (isOn, prefix) => {
        if (isOn) this.subscriptions.add(prefix);
        else this.subscriptions.remove(prefix);
        this.#events.subscribed?.(this);
      },
      silenceAllowed: (ttl) => {
        this.#allowedSilence = ttl;
      },
    });
    this.#timer = setTimeout(() => this.#fail(silent('did not finish the handshake')), HANDSHAKE);
    this.#timer.unref();
    socket.on('data', (chunk: Buffer) => this.#received(chunk));
    socket.on('error', (error) => {
      this.#problem ??= error;
    });
    socket.once('close', () => this.#closed());
  }

  /** True after the handshake, for as long as the connection is open. */
  get isReady(): boolean {
    return this.#session.isReady && !this.#isClosed && !this.#isClosing;
  }

  /** True if more messages have to wait. */
  get isFull(): boolean {
    return this.#outbox.isFull;
  }

  /** The number of messages that the system has not accepted yet. */
  get unsent(): number {
    return this.#outbox.count + this.#inFlight;
  }

  #ready(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#check(), HEARTBEAT).unref();
    this.#events.ready(this);
  }

  #received(chunk: Buffer): void {
    this.#heard = Date.now();
    if (this.#isClosing) return;
    try {
      this.#session.receive(chunk);
      this.#holds(this.#session.pending);
    } catch (error) {
      if (!(error instanceof ZmtpProblem)) throw error;
      this.#fail(error);
    }
  }

  /** @throws {ZmtpProblem} Too much is incomplete: the peer with the message too many has to go. */
  #holds(pending: number): void {
    if (pending === this.#pending) return;
    this.#memory.pending += pending - this.#pending;
    const isMore = pending > this.#pending;
    this.#pending = pending;
    if (isMore && this.#memory.pending > MOST_PENDING) {
      throw new ZmtpProblem('TOO_LARGE', 'too many large messages arrive at the same time');
    }
  }

  /** A half-open connection reports nothing: only a missing answer shows it. */
  #check(): void {
    // Who does not read cannot see the answers.
    if (this.#isPaused || this.#isClosing) return;
    const silence = Date.now() - this.#heard;
    const longest = this.#allowedSilence || 2 * HEARTBEAT;
    if (!this.#session.isModern) return;
    if (silence > longest) this.#fail(silent('does not answer'));
    else this.#write(ping(2 * HEARTBEAT));
  }

  #write(bytes: Buffer): void {
    if (this.#isClosed) return;
    this.#socket.write(bytes);
    if (this.#inFlight === 0 && this.#socket.writableLength > MOST_UNREAD) {
      this.#fail(new ZmtpProblem('TOO_LARGE', 'the other side does not read the answers to pings'));
    }
  }

  /** Sends a message soon. The caller has checked `isFull`. */
  send(parts: readonly Uint8Array[]): void {
    this.#outbox.add(parts);
    this.#flushSoon();
  }

  /** Sends messages that were meant for another peer. */
  sendBatch(batch: Batch): void {
    this.#outbox.addBatch(batch);
    this.#flushSoon();
  }

  subscribe(prefix: Uint8Array): void {
    this.#write(this.#session.encodeSubscription(prefix));
  }

  /** All that is sent until the caller waits for something goes out at once. */
  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    process.nextTick(this.#flush);
  }

  readonly #flush = (): void => {
    const batch = this.#isClosed ? undefined : this.#outbox.take();
    if (!batch) {
      this.#isFlushing = false;
      return;
    }
    this.#inFlight = batch.count;
    this.#socket.write(batch.bytes, this.#sent);
  };

  readonly #sent = (error?: Error | null): void => {
    this.#inFlight = 0;
    if (error) {
      this.#isFlushing = false;
      return;
    }
    this.#flush();
    this.#events.drained(this);
  };

  /** The messages that can still be sent to another peer, after this one was closed. */
  *unsentBatches(): Generator<Batch> {
    for (let batch = this.#outbox.take(); batch; batch = this.#outbox.take()) yield batch;
  }

  /** Lets the other side wait, or not any more. */
  pause(isPaused: boolean): void {
    if (this.#isPaused === isPaused || this.#isClosing) return;
    this.#isPaused = isPaused;
    this.#heard = Date.now();
    if (isPaused) this.#socket.pause();
    else this.#socket.resume();
  }

  #fail(problem: Error): void {
    this.#problem ??= problem;
    // An ERROR command that was just written still goes out.
    this.#socket.destroySoon();
    this.#isClosing = true;
    this.#socket.resume();
    setTimeout(() => this.#socket.destroy(), FAREWELL).unref();
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#holds(0);
    clearTimeout(this.#timer);
    this.#events.closed(this, this.#problem);
  }

  /** Sends nothing more, and closes the connection. What was handed to the system is delivered. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    const wasReady = this.#session.isReady;
    this.#isClosing = true;
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    const timer = setTimeout(() => this.#socket.destroy(), wasReady ? FAREWELL : 0);
    // A socket with unread data is reset when it closes: what was sent could be lost.
    this.#socket.resume();
    this.#socket.ref();
    this.#socket.end();
    await closed;
    clearTimeout(timer);
  }

  /** Closes the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }
}

const silent = (how: string) => new ZmtpProblem('SILENT', `the other side ${how} in time`);
