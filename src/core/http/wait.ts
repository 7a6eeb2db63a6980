import type { Call } from '../definition/call.js';
import { now } from '../util/clock.js';
import { timeoutError } from './watch.js';

/** Waits, in milliseconds. Throws an `AbortedError` as soon as the caller aborts the call. */
export async function pause(wait: number, call: Call): Promise<void> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  try {
    await sleep(wait, undefined, { signal: call.options.signal });
  } catch {
    throw call.aborted();
  }
}

/**
 * Waits for work that several calls share, until it is done or this call ends. The work continues
 * for the others.
 */
export async function withinCall<T>(work: Promise<T>, call: Call): Promise<T> {
  const { signal } = call.options;
  if (signal?.aborted) throw call.aborted();
  let stop = () => {};
  const over = new Promise<never>((_, reject) => {
    const left = Math.min(Math.max(0, call.deadline - now()), 2 ** 31 - 1);
    const timer = setTimeout(() => reject(timeoutError(call, 'timeout')), left);
    const abort = () => reject(call.aborted());
    signal?.addEventListener('abort', abort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    stop();
  }
}
