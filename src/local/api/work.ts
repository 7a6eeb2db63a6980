import type { Context } from 'hono';
import type { ApiError } from '../errors.js';
import { asApiError } from '../errors.js';

/**
 * The work for one request: `signal` aborts when the client disconnects, or when a part of the work
 * has failed.
 */
export class Work {
  readonly #own = new AbortController();

  /** Background work has no client. */
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
 * Waits for the first chunk: an error before it becomes the response's status instead of breaking
 * the stream.
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

/** Sends server-sent events. */
export interface Events {
  /** The events, ready to send; an error ends the stream. */
  texts: AsyncIterator<string>;
  /** What to send on an error: never a made-up end. */
  failed(error: ApiError): string;
}

export async function eventStream(
  context: Context,
  work: Work,
  { texts, failed }: Events,
): Promise<Response> {
  const encoder = new TextEncoder();
  // An error before anything was sent becomes a regular error response.
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
    // Stop the engine too: its next chunk may be far off.
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

/** An event without a name. */
export function dataEvent(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

export function namedEvent(name: string, data: unknown): string {
  return `event: ${name}\n${dataEvent(data)}`;
}
