import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Served } from '../served.js';

/** A request that is over, as the log has it: neither its body nor its query, which may be secret. */
export interface LogEntry extends Served {
  /** When it came. */
  time: Date;
  method: string;
  path: string;
  status: number;
  /** From its head to the end of the answer. */
  ms: number;
  /** How many bytes came and went, heads and all. */
  received: number;
  sent: number;
  /** How it ended: `left` by a client that went, `slow` where the server gave the client up. */
  end: 'done' | 'left' | 'slow';
}

/** How much of a body must come in the time that a client is given: one that sends less is stuck. */
const LEAST_PROGRESS = 32 * 1024;

/** A request and its answer, while they are under way. */
export class Exchange {
  readonly served: Served = {};
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly #time = new Date();
  readonly #begun = performance.now();
  readonly #before: { read: number; written: number };
  #isSlow = false;
  /** How far the client had come, and when that was last looked at. */
  #mark: { at: number; read: number; taken: number };

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.incoming = incoming;
    this.outgoing = outgoing;
    const { bytesRead: read, bytesWritten: written } = incoming.socket;
    this.#before = { read, written };
    this.#mark = { at: this.#begun, read, taken: this.#taken };
  }

  /** What the client has taken of the answer. */
  get #taken(): number {
    const { bytesWritten, writableLength } = this.incoming.socket;
    return bytesWritten - writableLength;
  }

  /**
   * True for a client that has neither sent nor taken what it should in the time it has. A model
   * that thinks is waited for: only what is up to the client counts.
   */
  isStuck(now: number, patience: number): boolean {
    const { socket } = this.incoming;
    const awaitsBody = !this.incoming.complete && this.incoming.readableLength === 0;
    const awaitsReader = socket.writableLength > 0;
    if (!awaitsBody && !awaitsReader) this.#look(now);
    if (now - this.#mark.at < patience) return false;
    const came = socket.bytesRead - this.#mark.read;
    const went = this.#taken - this.#mark.taken;
    const isStuck = (awaitsBody && came < LEAST_PROGRESS) || (awaitsReader && went === 0);
    if (!isStuck) this.#look(now);
    return isStuck;
  }

  #look(at: number): void {
    this.#mark = { at, read: this.incoming.socket.bytesRead, taken: this.#taken };
  }

  /** Ends it without waiting for the client; where nothing was answered yet, with these bytes. */
  giveUp(answer: string): void {
    this.#isSlow = true;
    const { socket } = this.incoming;
    if (this.outgoing.headersSent) socket.destroy();
    else socket.end(answer).destroySoon();
  }

  /** How it went, once it is over. */
  entry(): LogEntry {
    const { socket, method = '', url = '', headers } = this.incoming;
    const came = socket.bytesRead - this.#before.read;
    const isWhole = this.outgoing.writableFinished;
    return {
      time: this.#time,
      method,
      path: harmless(url.split('?')[0]!),
      status: this.#isSlow && !this.outgoing.headersSent ? 408 : this.outgoing.statusCode,
      ms: Math.round(performance.now() - this.#begun),
      // A short body comes together with its head, before anybody can count.
      received: Math.max(came, Number(headers['content-length'] ?? 0)),
      sent: socket.bytesWritten - this.#before.written,
      end: this.#isSlow ? 'slow' : isWhole ? 'done' : 'left',
      ...this.served,
    };
  }
}

const LONGEST_PATH = 200;

/** A path for a line of a log: what is no plain character is shown as its code. */
export function harmless(path: string): string {
  const plain = path.replace(
    /[^!-~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return plain.length > LONGEST_PATH ? `${plain.slice(0, LONGEST_PATH)}…` : plain;
}
