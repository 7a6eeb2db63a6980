import { oneLine } from './server-words.js';

/** A refusal by a service, read from the body of its response. */
export interface Refusal {
  /** Its error code: `channel_not_found`. */
  reason?: string | undefined;
  /** Its message, if it says more than the code. */
  message?: string | undefined;
  /**
   * The equivalent HTTP status, if the status of the response differs: 429 causes a wait and a
   * retry.
   */
  status?: number | undefined;
  /** What to do next, if the message does not make it clear. */
  hint?: string | undefined;
}

/** The code and the message of a refusal, on one line. */
export function wordsOf({ reason, message }: Refusal): string {
  const parts = [reason, message].filter((part) => part !== undefined && part !== '');
  return oneLine([...new Set(parts)].join(': '), 500) || 'no reason given';
}
