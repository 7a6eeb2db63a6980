import type { Call } from '../../core/definition/call.js';
import type { Progress } from '../../core/definition/call-options.js';

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
