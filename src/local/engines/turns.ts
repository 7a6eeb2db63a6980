import { setImmediate } from 'node:timers/promises';

/** Called between the steps of long work: lets other requests have their turns, now and then. */
export type Turn = () => Promise<void>;

/** How long, in milliseconds, before other requests get a turn. */
const TURN = 20;
/** How many short steps are taken before the clock is looked at. */
const STEPS = 100;

/** One for all the work of a request. An abort of the signal ends the work with the signal's reason. */
export function turns(signal: AbortSignal | undefined): Turn {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN) return;
    await setImmediate();
    signal?.throwIfAborted();
    since = performance.now();
  };
}

/** Visits items one by one, in turns. */
export async function inTurns<T>(
  items: Iterable<T>,
  turn: Turn,
  visit: (item: T) => void,
): Promise<void> {
  let steps = 0;
  for (const item of items) {
    visit(item);
    if (++steps % STEPS === 0) await turn();
  }
  await turn();
}
