import { setImmediate as turn } from 'node:timers/promises';
import type { Call } from '../../core/definition/call.js';
import { TimeoutError } from '../../core/errors/errors.js';
import { now } from '../../core/util/clock.js';

/** SQLite runs on our own thread: after this many milliseconds, other work gets its turn. */
const TURN = 25;

/** Lets the rest of the process run during a call, and ends it on abort or timeout. */
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
    const message = `the query did not finish within ${after} ms`;
    throw new TimeoutError({ method: call.method, message, deadline: 'timeout', after });
  }
}
