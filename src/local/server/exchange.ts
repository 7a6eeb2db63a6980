import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
import { requestId, type Served } from '../served.js';

/** A request that is over, as the log has it: neither its body nor its query, which may be secret. */
export interface LogEntry extends Served {
  /** The `x-request-id` of the answer; none where the request was no HTTP. */
  id?: string;
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

type HeadersOf = OutgoingHttpHeaders | OutgoingHttpHeader[];

/** An answer and its request (`req`), while they are under way. Node makes one for each request. */
export class Exchange extends ServerResponse {
  readonly served: Served = {};
  readonly #id = requestId();
  readonly #begun = performance.now();
  readonly #readBefore = this.req.socket.bytesRead;
  readonly #writtenBefore = this.req.socket.bytesWritten;
  #isSlow = false;
  // How far the client was when that was last looked at.
  #lookedAt = this.#begun;
  #read = this.#readBefore;
  #taken = 0;

  /** Tells the answer's name, and how long it took to begin, as the OpenAI service does. */
  override writeHead(status: number, words?: string | HeadersOf, more: HeadersOf = {}): this {
    const headers = typeof words === 'object' ? words : more;
    const ms = Math.round(performance.now() - this.#begun);
    const all = ['x-request-id', this.#id, 'openai-processing-ms', String(ms)];
    // Node's own answers bring a list. As a list they are written fastest, too.
    if (Array.isArray(headers)) all.push(...(headers as string[]));
    else for (const name in headers) all.push(name, headers[name] as string);
    return super.writeHead(status, all);
  }

  /**
   * True for a client that has neither sent nor taken what it should in the time it has. A model
   * that thinks is waited for: only what is up to the client counts.
   */
  isStuck(now: number, patience: number): boolean {
    const { socket, complete, readableLength } = this.req;
    const awaitsBody = !complete && readableLength === 0;
    const awaitsReader = socket.writableLength > 0;
    if (!awaitsBody && !awaitsReader) this.#look(now);
    if (now - this.#lookedAt < patience) return false;
    const came = socket.bytesRead - this.#read;
    const isStuck =
      (awaitsBody && came < LEAST_PROGRESS) || (awaitsReader && taken(this.req) === this.#taken);
    if (!isStuck) this.#look(now);
    return isStuck;
  }

  #look(now: number): void {
    this.#lookedAt = now;
    this.#read = this.req.socket.bytesRead;
    this.#taken = taken(this.req);
  }

  /** Ends it without waiting for the client; where nothing was answered yet, with these bytes. */
  giveUp(answer: string): void {
    this.#isSlow = true;
    const { socket } = this.req;
    if (this.headersSent) socket.destroy();
    else socket.end(answer).destroySoon();
  }

  /** How it went, once it is over. */
  entry(): LogEntry {
    const { socket, method = '', url = '', headers } = this.req;
    const took = performance.now() - this.#begun;
    const { model, tokens } = this.served;
    return {
      id: this.#id,
      time: new Date(Date.now() - took),
      method,
      path: harmless(url.split('?', 1)[0]!),
      status: this.#isSlow && !this.headersSent ? 408 : this.statusCode,
      ms: Math.round(took),
      // A short body comes together with its head, before anybody can count.
      received: Math.max(
        socket.bytesRead - this.#readBefore,
        Number(headers['content-length'] ?? 0),
      ),
      sent: socket.bytesWritten - this.#writtenBefore,
      end: this.#isSlow ? 'slow' : this.writableFinished ? 'done' : 'left',
      model,
      tokens,
    };
  }
}

/** What the client has taken of what was written to it. */
function taken({ socket }: IncomingMessage): number {
  return socket.bytesWritten - socket.writableLength;
}

const LONGEST_PATH = 200;

/** A path for a line of a log, whatever is in it: what is no plain character is shown as its code. */
export function harmless(path: string): string {
  const plain = path.replace(
    /[^!-~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return plain.length > LONGEST_PATH ? `${plain.slice(0, LONGEST_PATH)}…` : plain;
}
