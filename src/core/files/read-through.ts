import type { Readable } from 'node:stream';
import type { Call } from '../definition/call.js';
import { unreadable } from '../http/upload.js';
import { timeoutError } from '../http/watch.js';
import { now } from '../util/clock.js';
import type { Bytes } from './bytes.js';

/** Longer than setTimeout can count is as good as never. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Reads all of the data, until the caller or the whole call's deadline ends it. */
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
  // Where the signal ended it, nobody waits for what becomes of it.
  reading.catch(() => {});
  try {
    // The next chunk may be awaited forever: then the stream cannot tell that it was ended.
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
