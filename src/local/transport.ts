import { Readable } from 'node:stream';
import type { Call } from '../core/definition/call.js';
import type { OintError } from '../core/errors/errors.js';
import { StreamBody } from '../core/http/body.js';
import type { Answer, HttpRequest, RequestBody } from '../core/http/message.js';
import { unreadable } from '../core/http/send/upload.js';
import { Watch } from '../core/http/watch.js';
import { app } from './app.js';
import { withModelFile } from './model-path.js';

/**
 * Handles a request in-process: calls the embedded server without a port. The call's deadlines and
 * abort signal work as they do on a network.
 */
export async function answer(asked: HttpRequest, call: Call): Promise<Answer> {
  const { signal } = call.options;
  if (signal?.aborted) throw call.aborted();
  const request = await withModelFile(asked, call);
  const attempt = new Attempt();
  const watch = new Watch(call, (error) => attempt.stop(error));
  const onAbort = () => attempt.stop(call.aborted());
  signal?.addEventListener('abort', onAbort, { once: true });
  const release = () => {
    watch.stop();
    signal?.removeEventListener('abort', onAbort);
    attempt.end();
  };
  try {
    watch.enter(request.body?.kind === 'form' ? 'idleTimeout' : 'firstByteTimeout');
    const response = await attempt.race(app.fetch(toRequest(request, call, watch, attempt)));
    watch.enter('idleTimeout');
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new StreamBody(attempt.owns(bodyOf(response))),
      watch,
      release,
      reason: () => attempt.reason,
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** The work of one request, which can be stopped all at once. */
class Attempt {
  /** The error that stopped it. */
  reason: OintError | undefined;
  readonly #controller = new AbortController();
  readonly #streams: Readable[] = [];

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A stream that ends with the attempt; its reader receives the attempt's errors. */
  owns(stream: Readable): Readable {
    stream.on('error', () => {});
    this.#streams.push(stream);
    return stream;
  }

  stop(error: OintError): void {
    this.reason ??= error;
    this.#controller.abort(this.reason);
    for (const stream of this.#streams) stream.destroy(this.reason);
  }

  end(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  /** Returns the response, or throws what stopped it. */
  async race(answered: Response | Promise<Response>): Promise<Response> {
    let stopped!: () => void;
    const stop = new Promise<never>((_, reject) => {
      stopped = () => reject(this.reason);
    });
    this.signal.addEventListener('abort', stopped);
    try {
      return await Promise.race([answered, stop]);
    } finally {
      this.signal.removeEventListener('abort', stopped);
    }
  }
}

function toRequest(request: HttpRequest, call: Call, watch: Watch, attempt: Attempt): Request {
  const { method, url, headers, body } = request;
  const sent = body && { body: toBody(body, call, watch, attempt), duplex: 'half' as const };
  return new Request(url, { method, headers, signal: attempt.signal, ...sent });
}

function toBody(body: RequestBody, call: Call, watch: Watch, attempt: Attempt) {
  if (body.kind === 'text') return body.text;
  return ReadableStream.from(counted(body, call, watch, attempt));
}

/** Reads a form so that every chunk counts for the deadlines and the progress display. */
async function* counted(
  body: RequestBody & { open(): Readable },
  call: Call,
  watch: Watch,
  attempt: Attempt,
): AsyncGenerator<Uint8Array> {
  const { onProgress } = call.options;
  let done = 0;
  try {
    for await (const chunk of attempt.owns(body.open())) {
      watch.touch();
      done += chunk.length;
      onProgress?.({ direction: 'up', done, total: body.length });
      yield chunk;
    }
  } catch (error) {
    attempt.stop(unreadable(error as Error, call));
    throw error;
  }
  watch.enter('firstByteTimeout');
}

function bodyOf({ body }: Response): Readable {
  return body ? Readable.fromWeb(body) : Readable.from([], { objectMode: false });
}
