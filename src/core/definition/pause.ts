import { setImmediate } from 'node:timers/promises';
import { timeoutError } from '../http/watch.js';
import { now } from '../util/clock.js';
import type { Call } from './call.js';

/**
 * Lets other work run between the parts of a long computation, and ends it if the caller or the
 * deadline of the call says so.
 */
export async function pause(call: Call): Promise<void> {
  await setImmediate();
  if (call.options.signal?.aborted) throw call.aborted();
  if (now() >= call.deadline) throw timeoutError(call, 'timeout');
}
