import { ApiError } from '../../errors.js';

/** Used until the first reply has been timed. */
const FIRST_GUESS = 2_000;

/**
 * Limits how many requests run at a time; the others wait in order. When too many are waiting, the
 * next one is refused at once: better than a response that comes when the client has given up.
 */
export class Queue {
  readonly #places: number;
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #working = 0;
  /** The average time per reply in milliseconds, weighted toward recent ones. */
  #usual = FIRST_GUESS;

  constructor({ places, most }: { places: number; most: number }) {
    this.#places = places;
    this.#most = most;
  }

  get working(): number {
    return this.#working;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Waits for a slot. Returns the function that frees it, which must be called. */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#working < this.#places) this.#working++;
    else if (this.#waiting.length >= this.#most) throw this.#busy();
    else await this.#turn(signal);
    const started = performance.now();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#usual += (performance.now() - started - this.#usual) / 4;
      this.#leave();
    };
  }

  /** Gives a free slot to the request that has waited longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#working--;
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const gone = () => {
        this.#waiting.splice(this.#waiting.indexOf(come), 1);
        reject(signal!.reason);
      };
      const come = () => {
        signal?.removeEventListener('abort', gone);
        resolve();
      };
      this.#waiting.push(come);
      signal?.addEventListener('abort', gone, { once: true });
    });
  }

  #busy(): ApiError {
    const ahead = this.#waiting.length + 1;
    const seconds = Math.max(1, Math.ceil((ahead / this.#places) * (this.#usual / 1000)));
    return new ApiError({
      status: 429,
      message: `The model is busy: ${this.#working} requests are running and ${this.#waiting.length} are waiting. Try again in ${seconds} s.`,
      code: 'rate_limit_exceeded',
      headers: { 'retry-after': String(seconds) },
    });
  }
}
