import { setImmediate as turn } from 'node:timers/promises';
import type { Call } from '../../core/definition/call.js';
import { TimeoutError } from '../../core/errors/errors.js';
import { now } from '../../core/util/clock.js';

/** SQLite works on our own thread: after so many milliseconds, everything else gets its turn. */
const TURN = 25;

/** Lets the rest of the process live while a call goes on, and ends it where it is to end. */
export class Pace {
  readonly #call: Call;
  #since = now();

  constructor(call: Call) {
    this.#call = call;
  }

  get isDue(): boolean {
    return now() - this.#since > TURN;
  }

  async rest(): Promise<void> {
    await turn();
    this.#since = now();
    const call = this.#call;
    if (call.options.signal?.aborted) throw call.aborted();
    if (now() < call.deadline) return;
    const after = call.limit('timeout');
    const message = `not done in ${after} ms`;
    throw new TimeoutError({ method: call.method, message, deadline: 'timeout', after });
  }
}
