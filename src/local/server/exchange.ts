import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders } from 'node:http';
import { EarlyResponse } from '../../core/http/early-response.js';
import { cut } from '../../core/util/cut.js';
import { requestId, type Served } from '../served.js';

/** A finished request for the log, without its body and query, which may be secret. */
export interface LogEntry extends Served {
  /** The `x-request-id` of the response; not set if the request was not valid HTTP. */
  id?: string;
  /** When it arrived. */
  time: Date;
  method: string;
  path: string;
  status: number;
  /** From its headers to the end of the response. */
  ms: number;
  /** Bytes received and sent, headers included. */
  received: number;
  sent: number;
  /** How it ended: `left` if the client disconnected, `slow` if the server gave up on it. */
  end: 'done' | 'left' | 'slow';
}

/** How much of a body must arrive within the client's time limit; below that it counts as stuck. */
const LEAST_PROGRESS = 32 * 1024;

type HeadersOf = OutgoingHttpHeaders | OutgoingHttpHeader[];

/** A request (`req`) and its response while in progress. Node creates one for each request. */
export class Exchange extends EarlyResponse {
  readonly served: Served = {};
  readonly #id = requestId();
  readonly #begun = performance.now();
  readonly #readBefore = this.req.socket.bytesRead;
  readonly #writtenBefore = this.req.socket.bytesWritten;
  #isSlow = false;
  // The client's progress at the last check.
  #lookedAt = this.#begun;
  #read = this.#readBefore;
  #taken = 0;

  /** Sets the response's request ID and processing time, as OpenAI does. */
  override writeHead(status: number, words?: string | HeadersOf, more: HeadersOf = {}): this {
    const headers = typeof words === 'object' ? words : more;
    const ms = Math.round(performance.now() - this.#begun);
    const all = ['x-request-id', this.#id, 'openai-processing-ms', String(ms)];
    // Node's own responses have an array of headers, which is also the fastest to write.
    if (Array.isArray(headers)) all.push(...(headers as string[]));
    else for (const name in headers) all.push(name, headers[name] as string);
    return super.writeHead(status, all);
  }

  /**
   * Returns true for a client that sent or read too little in its time limit. A model that is
   * thinking does not count: only what the client does.
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

  /** Ends it without waiting for the client; if nothing was sent yet, with these bytes. */
  giveUp(answer: string): void {
    this.#isSlow = true;
    const { socket } = this.req;
    if (this.headersSent) socket.destroy();
    else socket.end(answer).destroySoon();
  }

  /** The log entry, once it has ended. */
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
      // A short body arrives together with its headers, before it could be counted.
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

/** How much of what was written the client has read. */
function taken({ socket }: IncomingMessage): number {
  return socket.bytesWritten - socket.writableLength;
}

const LONGEST_PATH = 200;

/** Makes a path safe for a log line: everything but plain characters is escaped. */
export function harmless(path: string): string {
  const plain = path.replace(
    /[^!-~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return plain.length > LONGEST_PATH ? `${cut(plain, LONGEST_PATH)}…` : plain;
}
