import type { Call } from '../definition/call.js';
import type { Progress } from '../definition/call-options.js';

/** The progress of the transfer of many files, as one. */
export class SharedProgress {
  readonly #call: Call;
  readonly #direction: Progress['direction'];
  readonly #total: number;
  #done = 0;

  constructor(call: Call, direction: Progress['direction'], total: number) {
    this.#call = call;
    this.#direction = direction;
    this.#total = total;
  }

  /** A call for one of the files, which reports to the whole. */
  callFor(): Call {
    const { onProgress } = this.#call.options;
    if (!onProgress) return this.#call;
    let own = 0;
    return this.#call.with({
      options: {
        onProgress: ({ done }) => {
          // A retry starts again: `done` may become smaller.
          this.#done += done - own;
          own = done;
          onProgress({ direction: this.#direction, done: this.#done, total: this.#total });
        },
      },
    });
  }
}

/** Reports the progress of a transfer of one or many files to the caller. */
export function progressOf(
  call: Call,
  direction: Progress['direction'],
  total: number | undefined,
): (bytes: number) => void {
  let done = 0;
  return (bytes) => {
    done += bytes;
    call.options.onProgress?.({ direction, done, total });
  };
}
