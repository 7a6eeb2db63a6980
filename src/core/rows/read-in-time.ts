import type { Readable } from 'node:stream';
import type { Call } from '../definition/call.js';
import { timeoutError } from '../http/watch.js';
import { now } from '../util/clock.js';

/** The longest timer of Node. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The chunks of a stream, until the caller or the deadline of the call ends it. */
export async function* readInTime(stream: Readable, call: Call): AsyncGenerator<Buffer> {
  const { signal } = call.options;
  const left = Math.min(Math.max(0, call.deadline - now()), LONGEST_TIMER);
  // The next chunk may never come.
  const timer = setTimeout(() => stream.destroy(timeoutError(call, 'timeout')), left);
  const onAbort = () => void stream.destroy(call.aborted());
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal?.aborted) throw call.aborted();
    for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    stream.destroy();
  }
}
