import type { Call } from '../definition/call.js';
import { TimeoutError } from '../errors/errors.js';
import { longerHint } from '../http/watch.js';
import { now } from '../util/clock.js';

/** An attempt to connect. */
interface Connecting<T> {
  /** The server, for messages. */
  host: string;
  /** Of the connection string, in milliseconds: the call's own has priority. */
  connectTimeout: number | undefined;
  socket: { destroy(): unknown };
  connected: Promise<T>;
}

/** Ends a connection attempt that times out or is aborted. */
export function connectInTime<T>(
  call: Call,
  { host, connectTimeout: ofString, socket, connected }: Connecting<T>,
): Promise<T> {
  const { signal, connectTimeout = ofString } = call.options;
  const limit = connectTimeout ?? call.limit('connectTimeout');
  const left = call.deadline - now();
  const what = `connecting to ${host} did not finish`;
  const late = () =>
    left < limit
      ? tooLate(call, 'timeout', call.limit('timeout'), what)
      : tooLate(call, 'connectTimeout', limit, what);
  return new Promise((resolve, reject) => {
    const over = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown) => {
      over();
      socket.destroy();
      reject(error);
    };
    const onAbort = () => fail(call.aborted());
    const timer = setTimeout(() => fail(late()), Math.min(left, limit));
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    connected.then((value) => {
      over();
      resolve(value);
    }, fail);
  });
}

/** The error of something that `what` names and that did not end in time. */
export function tooLate(
  call: Call,
  name: 'timeout' | 'connectTimeout',
  after: number,
  what: string,
) {
  return new TimeoutError({
    method: call.method,
    message: call.redactor.text(`${what} within ${after / 1000} s`),
    hint: longerHint(call, name, after),
    deadline: name,
    after,
  });
}
