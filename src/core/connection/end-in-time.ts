import type { Call } from '../definition/call.js';
import { type OintError, TimeoutError } from '../errors/errors.js';
import { now } from '../util/clock.js';

/** A thread or a process for code that cannot be stopped in any other way. */
interface Ended {
  /** The longest time of the work in milliseconds: the value of the call's param `time`. */
  time: number;
  /** What runs, for the error: `the code`. */
  what: string;
  end(error: OintError): void;
}

/**
 * Waits for work, and ends what does it after a time, at the deadline of the call, or when the caller
 * aborts.
 */
export async function endInTime<T>(
  call: Call,
  { time, what, end }: Ended,
  work: () => Promise<T>,
): Promise<T> {
  const { signal } = call.options;
  const left = call.deadline - now();
  const isOwn = time <= left;
  const after = isOwn ? time : call.limit('timeout');
  const onAbort = () => end(call.aborted());
  const onTime = () => {
    const message = `${what} did not finish within ${after / 1000} s, and was ended`;
    const hint = isOwn ? `For a longer time, set ${call.label('time')}.` : undefined;
    end(new TimeoutError({ method: call.method, message, hint, deadline: 'timeout', after }));
  };
  const timer = setTimeout(onTime, Math.min(Math.max(left, 0), time, 2 ** 31 - 1));
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
