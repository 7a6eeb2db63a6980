import type { Call } from '../definition/call.js';
import { timeoutError } from '../http/watch.js';
import { now } from '../util/clock.js';

/** As for timers: a longer time is as good as none. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Ends what a call waits for when the caller or the deadline ends the call: a stream that never ends may
 * not notice it. Not one promise to race with: it would keep the result of every race in memory.
 */
export class Stop {
  readonly #waiting = new Set<(error: Error) => void>();
  readonly #release: () => void;
  #failure: Error | undefined;

  constructor(call: Call) {
    const { signal } = call.options;
    const abort = () => this.#end(call.aborted());
    signal?.addEventListener('abort', abort, { once: true });
    const left = Math.min(Math.max(0, call.deadline - now()), LONGEST_TIMER);
    const timer = setTimeout(() => this.#end(timeoutError(call, 'timeout')), left);
    this.#release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
  }

  /** The result of the work, unless the call ends before. */
  until<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = (error: Error) => reject(error);
      if (this.#failure) ended(this.#failure);
      else this.#waiting.add(ended);
      work.then(resolve, reject).finally(() => this.#waiting.delete(ended));
    });
  }

  release(): void {
    this.#release();
  }

  #end(error: Error): void {
    this.#failure ??= error;
    for (const ended of this.#waiting) ended(error);
    this.#waiting.clear();
  }
}
