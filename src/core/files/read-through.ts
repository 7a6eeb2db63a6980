import type { Readable } from 'node:stream';
import type { Call } from '../definition/call.js';
import { unreadable } from '../http/send/upload.js';
import { timeoutError } from '../http/watch.js';
import { now } from '../util/clock.js';
import type { Bytes } from './bytes.js';

/** The longest delay of setTimeout: as good as never. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Reads all of the data, unless the caller or the deadline of the whole call stops it. */
export async function readThrough(
  data: Bytes,
  call: Call,
  take: (chunk: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const own = call.options.signal;
  const left = Math.ceil(Math.min(Math.max(0, call.deadline - now()), LONGEST_TIMER));
  const late = AbortSignal.timeout(left);
  const signal = own ? AbortSignal.any([own, late]) : late;
  const stream = await data.open();
  const reading = readAll(stream, take);
  // After an abort, no one awaits the result.
  reading.catch(() => {});
  try {
    // The next chunk may never come: then the stream cannot report the abort.
    await Promise.race([reading, rejectedBy(signal)]);
  } catch (error) {
    if (own?.aborted) throw call.aborted();
    if (late.aborted) throw timeoutError(call, 'timeout');
    throw unreadable(error as Error, call);
  } finally {
    stream.destroy();
  }
}

async function readAll(
  stream: Readable,
  take: (chunk: Uint8Array) => void | Promise<void>,
): Promise<void> {
  for await (const chunk of stream) {
    await take(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
