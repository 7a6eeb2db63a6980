import { oneLine } from './server-words.js';

/** A service's "no", read from the body of its answer. */
export interface Refusal {
  /** Its own code: `channel_not_found`. */
  reason?: string | undefined;
  /** Its own words, where they say more than the code. */
  message?: string | undefined;
  /** The HTTP status that it amounts to, where the answer's is another: 429 makes us wait and retry. */
  status?: number | undefined;
  /** What to do next, where that is not clear from the words. */
  hint?: string | undefined;
}

/** The code and the words of a refusal, on one line. */
export function wordsOf({ reason, message }: Refusal): string {
  const parts = [reason, message].filter((part) => part !== undefined && part !== '');
  return oneLine([...new Set(parts)].join(': '), 500) || 'no reason given';
}
