import type { Bytes } from '../../core/bytes.js';
import type { Call } from '../../core/call.js';
import { now } from '../../core/clock.js';
import { unreadable } from '../../core/http/upload.js';
import { timeoutError } from '../../core/http/watch.js';

/** Longer than setTimeout can count is as good as never. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Reads all of the data, until the caller or the whole call's deadline ends it. */
export async function readThrough(
  data: Bytes,
  call: Call,
  take: (chunk: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const { signal } = call.options;
  const stream = await data.open();
  const abort = () => stream.destroy(call.aborted());
  const late = () => stream.destroy(timeoutError(call, 'timeout'));
  const timer = setTimeout(late, Math.min(Math.max(0, call.deadline - now()), LONGEST_TIMER));
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  try {
    for await (const chunk of stream) {
      await take(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    }
  } catch (error) {
    throw unreadable(error as Error, call);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
