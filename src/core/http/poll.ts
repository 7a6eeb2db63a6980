import type { Call } from '../definition/call.js';
import { now } from '../util/clock.js';
import { pause } from './wait.js';
import { timeoutError } from './watch.js';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/** Repeats a request, less and less often, until it returns something, or the call ends. */
export async function polled<T>(call: Call, ask: () => Promise<T | undefined>): Promise<T> {
  for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    const found = await ask();
    if (found !== undefined) return found;
    if (now() + wait >= call.deadline) throw timeoutError(call, 'timeout');
    await pause(wait, call);
  }
}
