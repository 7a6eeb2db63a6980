import type { Call } from '../definition/call.js';
import type { OintError } from '../errors/errors.js';
import { Watch } from '../http/watch.js';

/**
 * One use of a connection. It ends with the awaited work, or early: by a deadline, by the caller's
 * signal or with the connection. Then everything that is awaited fails with that error.
 */
export class Task {
  readonly call: Call;
  readonly #watch: Watch;
  readonly #waiting = new Set<(error: OintError) => void>();
  readonly #onAbort: () => void;
  #failure: OintError | undefined;
  #held = false;

  constructor(call: Call) {
    this.call = call;
    this.#watch = new Watch(call, (error) => this.fail(error));
    this.#onAbort = () => this.fail(call.aborted());
    const { signal } = call.options;
    // A signal that is already aborted fires no event.
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** From now on this deadline applies, in addition to that of the whole call. */
  enter(deadline: 'connectTimeout' | 'idleTimeout'): void {
    this.#held = false;
    this.#watch.enter(deadline);
  }

  /** There was activity. */
  touch(): void {
    if (!this.#held) this.#watch.touch();
  }

  /** Only the deadline of the whole call applies. */
  hold(): void {
    this.#held = true;
    this.#watch.enter('idleTimeout');
    this.#watch.hold();
  }

  /** Ends everything that is awaited. */
  fail(error: OintError): void {
    if (this.#failure) return;
    this.#failure = error;
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }

  get failure(): OintError | undefined {
    return this.#failure;
  }

  /** Waits for the started work, or for the end of the task, whichever comes first. */
  until<T>(
    start: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      const done = () => {
        this.#waiting.delete(reject);
        this.touch();
      };
      this.#waiting.add(reject);
      try {
        start(
          (value) => {
            done();
            resolve(value);
          },
          (error) => {
            done();
            reject(error);
          },
        );
      } catch (error) {
        done();
        reject(error as Error);
      }
    });
  }

  /** The same for a promise. */
  promise<T>(promise: Promise<T>): Promise<T> {
    return this.until((resolve, reject) => void promise.then(resolve, reject));
  }

  /** Stops watching. */
  end(): void {
    this.#watch.stop();
    this.call.options.signal?.removeEventListener('abort', this.#onAbort);
  }
}
