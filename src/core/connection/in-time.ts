import type { Call } from '../definition/call.js';
import type { OintError } from '../errors/errors.js';
import { now } from '../util/clock.js';

/** What happens at the deadline of a call, or when it is aborted. */
interface Ending {
  /** The error at the deadline. */
  late(): OintError;
  /** Ends the work; resolves when nothing of it can go on. */
  stop(): Promise<void>;
}

/** The longest timer of Node. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Waits for `work` on a connection until the call's deadline; then `stop` ends it, and the call fails. */
export function inTime<T>(call: Call, work: Promise<T>, { late, stop }: Ending): Promise<T> {
  const { signal } = call.options;
  return new Promise((resolve, reject) => {
    let isStopping = false;
    let done: (() => void) | undefined;
    const over = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const interrupt = (error: OintError) => {
      over();
      isStopping = true;
      // Wait for it: a late cancel could hit the next query. Work that finished anyway counts.
      void stop().then(() => (done ? done() : reject(error)));
    };
    const onAbort = () => interrupt(call.aborted());
    const onTime = () => interrupt(late());
    const timer = setTimeout(onTime, Math.min(call.deadline - now(), LONGEST_TIMER));
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    work.then(
      (value) => {
        over();
        done = () => resolve(value);
        if (!isStopping) done();
      },
      (error) => {
        over();
        if (!isStopping) reject(error);
      },
    );
  });
}
