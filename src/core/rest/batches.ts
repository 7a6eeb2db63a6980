import type { Call } from '../definition/call.js';
import { OintError } from '../errors/errors.js';

/** A change of many items, of which a service accepts only some per request. */
export interface Batches<Item, Result> {
  /** The maximum number of items per request. */
  most: number;
  /** The name of the param with the items, for messages. */
  param: string;
  /** What was done to them: `created`. */
  done: string;
  /** Sends a batch, and returns the results. */
  send(batch: readonly Item[]): Promise<readonly Result[]>;
}

/**
 * Sends items in batches, one after another. If a later one fails, the error has the results so far as
 * `partial`, and says which items are left.
 */
export async function inBatches<Item, Result>(
  call: Call,
  items: readonly Item[],
  { most, param, done, send }: Batches<Item, Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  // An empty list is sent too: the service knows what to make of it.
  for (let at = 0; at === 0 || at < items.length; at += most) {
    try {
      results.push(...(await send(items.slice(at, at + most))));
    } catch (error) {
      if (at === 0 || !(error instanceof OintError)) throw error;
      error.partial = call.redactor.deep(results);
      const rest = call.label(`${param}[${at}]`);
      throw error.advises(
        `${at} of ${items.length} were ${done}. For the others, pass ${rest} and those after it.`,
      );
    }
  }
  return results;
}
