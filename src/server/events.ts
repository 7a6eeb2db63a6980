import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Redactor } from '../core/errors/redact.js';
import { problem } from './problem.js';
import { jsonOf } from './result.js';

/** How often a client hears of a stream in which nothing happens, in milliseconds. */
const HEARTBEAT = 15_000;

/**
 * A result as server-sent events: one for each chunk as it arrives, then `result` with all of it, or
 * `error` with a problem.
 */
export class Events {
  readonly #response: ServerResponse;
  readonly #redactor: Redactor;
  readonly #heart: NodeJS.Timeout;

  constructor(response: ServerResponse, redactor: Redactor) {
    this.#response = response;
    this.#redactor = redactor;
    this.#heart = setInterval(() => response.write(':\n\n'), HEARTBEAT);
    this.#heart.unref();
  }

  /** Sends a chunk, at the client's pace. */
  readonly chunk = async (chunk: unknown): Promise<void> => {
    if (!this.#response.headersSent) this.#begin();
    await this.#send(`data: ${jsonOf(chunk, this.#redactor)}\n\n`);
  };

  async end(result: unknown): Promise<void> {
    if (!this.#response.headersSent) this.#begin();
    this.#last(`event: result\ndata: ${jsonOf(result, this.#redactor)}\n\n`);
  }

  /** Ends a stream that has begun. */
  fail(error: unknown): void {
    this.#last(`event: error\ndata: ${JSON.stringify(problem(error, this.#redactor))}\n\n`);
  }

  stop(): void {
    clearInterval(this.#heart);
  }

  #begin(): void {
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
    this.#response.writeHead(200, headers);
  }

  #last(text: string): void {
    this.stop();
    this.#response.end(text);
  }

  async #send(text: string): Promise<void> {
    const { destroyed } = this.#response;
    if (destroyed || this.#response.write(text)) return;
    // A client that has left ends the call by its signal.
    await Promise.race([once(this.#response, 'drain'), once(this.#response, 'close')]);
  }
}
