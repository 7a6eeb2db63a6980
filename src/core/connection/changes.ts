import type { Call } from '../definition/call.js';
import { timeoutError } from '../http/watch.js';
import { now } from '../util/clock.js';

const LONGEST_TIMER = 2 ** 31 - 1;

/** Wakes those who wait for something to happen on a connection: data, its end, a failure. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  happened(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Waits for the next change, for at most this many milliseconds, while no call does: at the end. */
  async within(longest: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(longest, LONGEST_TIMER));
      this.#waiting.add(done);
    });
  }

  /**
   * Waits for the next change, for at most this many milliseconds; 0 for as long as the call may
   * last. Returns false if nothing happened. The process stays alive for as long as this waits.
   *
   * @throws {AbortedError | TimeoutError} The call has ended.
   */
  next(call: Call, longest = 0): Promise<boolean> {
    const { signal } = call.options;
    const left = call.deadline - now();
    const isLast = longest <= 0 || longest > left;
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#waiting.delete(wake);
      };
      const wake = () => {
        done();
        resolve(true);
      };
      const onAbort = () => {
        done();
        reject(call.aborted());
      };
      const late = () => {
        done();
        if (isLast && now() + 1 >= call.deadline) reject(timeoutError(call, 'timeout'));
        else resolve(false);
      };
      const timer = setTimeout(late, Math.min(Math.max(0, isLast ? left : longest), LONGEST_TIMER));
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(wake);
      if (signal?.aborted) onAbort();
    });
  }
}
