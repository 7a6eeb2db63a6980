import type { Context } from 'hono';
import type { ApiError } from '../errors.js';
import { asApiError } from '../errors.js';

/**
 * What is under way for one request: `signal` ends it when the client goes, and when a part of it
 * has failed.
 */
export class Work {
  readonly #own = new AbortController();

  /** Work that nobody waits for has no client. */
  constructor(client?: AbortSignal) {
    if (client?.aborted) this.stop(client.reason);
    else client?.addEventListener('abort', () => this.stop(client.reason), { once: true });
  }

  get signal(): AbortSignal {
    return this.#own.signal;
  }

  stop(reason?: unknown): void {
    this.#own.abort(reason);
  }
}

/**
 * Pieces that have begun to come: what fails before the first of them is told by the answer's
 * status, and not in the middle of a stream.
 */
export async function begun<T>(pieces: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    try {
      for (let next = first; !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  })();
}

/** Server-sent events. */
export interface Events {
  /** Each as it is sent; a failure among them ends the stream. */
  texts: AsyncIterator<string>;
  /** What is sent where it fails: never an end that was made up. */
  failed(error: ApiError): string;
}

export async function eventStream(
  context: Context,
  work: Work,
  { texts, failed }: Events,
): Promise<Response> {
  const encoder = new TextEncoder();
  // What fails before anything was sent is an answer of its own.
  let next: Promise<IteratorResult<string>> | undefined = Promise.resolve(await texts.next());
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await (next ?? texts.next());
        next = undefined;
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        work.stop(error);
        controller.enqueue(encoder.encode(failed(asApiError(error))));
        controller.close();
      }
    },
    // The engine is told, too: it may be far from its next piece.
    async cancel(reason) {
      work.stop(reason);
      await texts.return?.();
    },
  });
  return context.body(body, 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
}

/** An event that has no name of its own. */
export function dataEvent(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

export function namedEvent(name: string, data: unknown): string {
  return `event: ${name}\n${dataEvent(data)}`;
}
