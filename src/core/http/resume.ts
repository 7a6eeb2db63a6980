import type { Call } from '../definition/call.js';
import { callDefaults } from '../definition/call-options.js';
import { now } from '../util/clock.js';
import { retryDelay } from './retry.js';
import { pause } from './wait.js';

/** How often a transfer may fail in a row without any progress. */
export function retriesOf(call: Call): number {
  return call.options.retries ?? callDefaults.retries;
}

/**
 * Waits before a transfer continues after a failure; `made` is the number of failures before it
 * without any progress. Throws the failure if the transfer cannot continue.
 */
export async function pauseAfter(error: unknown, made: number, call: Call): Promise<void> {
  const { retryWrites = false, onRetry } = call.options;
  const retries = retriesOf(call);
  const wait = retryDelay({
    // A part may be transferred again, even if it has arrived.
    ...{ error, made, retries, retryWrites, effect: 'read' },
    ...{ now: Date.now(), random: Math.random() },
  });
  if (wait === undefined || now() + wait >= call.deadline) throw error;
  call.debug(() => `  continues in ${Math.round(wait)} ms: ${(error as Error).message}`);
  onRetry?.({ wait, number: made + 1, most: retries, error: error as Error });
  await pause(wait, call);
}
