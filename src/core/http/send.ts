import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Call } from '../call.js';
import type { OintError } from '../errors.js';
import { type Route, routeTo } from './agents.js';
import type { HttpRequest, RequestBody } from './build.js';
import { connectionError } from './failures.js';
import { Watch } from './watch.js';

/** An answer whose head has arrived; its body is still to be read, or to be thrown away. */
export interface Answer {
  status: number;
  /** Names in lower case; several values joined as HTTP joins them. */
  headers: Record<string, string>;
  body: Readable;
  /** Watches over the body too: touch it when something arrives. */
  watch: Watch;
  /** The answer was read or is not wanted: lets go of timers, listeners and, if unread, the socket. */
  release(): void;
  /** Why the body broke off, where a deadline or the caller's signal did it. */
  reason(): OintError | undefined;
}

/** Sends a request once and waits for the head of its answer. */
export async function send(request: HttpRequest, call: Call): Promise<Answer> {
  if (request.transport) return request.transport(request, call);
  const route = routeTo(request.url, call);
  return sendBy(route instanceof Promise ? await route : route, request, call);
}

function sendBy(route: Route, request: HttpRequest, call: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { signal } = call.options;
    let stopped: OintError | undefined;
    const stop = (error: OintError) => {
      stopped ??= error;
      outgoing.destroy(error);
    };
    const onAbort = () => stop(call.aborted());
    if (signal?.aborted) return reject(call.aborted());
    const outgoing = route.request({
      ...route.options,
      method: request.method,
      headers: route.options.headers
        ? { ...request.headers, ...route.options.headers }
        : request.headers,
    });
    const watch = new Watch(call, stop);
    const release = () => {
      watch.stop();
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });

    outgoing.on('error', (error) => {
      release();
      reject(stopped ?? connectionError(call, request, error));
    });
    outgoing.on('response', (incoming: IncomingMessage) => {
      watch.enter('idleTimeout');
      resolve({
        status: incoming.statusCode!,
        headers: joinHeaders(incoming.headers),
        body: incoming,
        watch,
        release() {
          release();
          if (!incoming.complete) outgoing.destroy();
        },
        reason: () => stopped,
      });
    });
    watch.enter('connectTimeout');
    outgoing.once('socket', (socket) => {
      const connected = () => watch.enter(request.body ? 'idleTimeout' : 'firstByteTimeout');
      if (!socket.connecting) return connected();
      socket.once(request.url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
    });
    outgoing.once('finish', () => watch.enter('firstByteTimeout'));
    writeBody(outgoing, request.body, watch, call);
  });
}

/** Writes the body, told of a closing connection by `outgoing` itself. */
function writeBody(
  outgoing: ClientRequest,
  body: RequestBody | undefined,
  watch: Watch,
  call: Call,
): void {
  if (!body) {
    outgoing.end();
    return;
  }
  if (body.kind === 'text') {
    outgoing.end(body.text);
    return;
  }
  const source = body.open();
  const { onProgress } = call.options;
  let done = 0;
  source.on('data', (chunk: Buffer) => {
    watch.touch();
    done += chunk.length;
    onProgress?.({ direction: 'up', done, total: body.length });
    // A slow server sets the pace: nothing more is read until it has taken this.
    if (!outgoing.write(chunk)) source.pause();
  });
  outgoing.on('drain', () => {
    watch.touch();
    source.resume();
  });
  source.once('end', () => outgoing.end());
  source.once('error', (error) => outgoing.destroy(error));
  outgoing.once('close', () => source.destroy());
}

function joinHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = value.join(', ');
  }
  return headers as Record<string, string>;
}
