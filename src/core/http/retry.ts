import type { Effect } from '../definition/call.js';
import { ConnectionError, HttpError, ResponseError, TimeoutError } from '../errors/errors.js';

/** The longest wait a server may ask for. If it asks for more, its error is the result. */
const LONGEST_WAIT = 60_000;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 8_000;

interface Attempt {
  effect: Effect;
  /** The number of retries so far. */
  made: number;
  retries: number;
  retryWrites: boolean;
  error: unknown;
  /** The wait in milliseconds that the service asks for in its own way. */
  asked?: number | undefined;
  /**
   * The current time in milliseconds and a random number from 0 to 1: passed in, to keep this pure.
   */
  now: number;
  random: number;
}

/**
 * How long to wait before a retry, in milliseconds. `undefined` for no retry. A write is retried
 * only if it certainly did not happen.
 */
export function retryDelay(attempt: Attempt): number | undefined {
  if (attempt.made >= attempt.retries || !mayRepeat(attempt)) return undefined;
  const asked =
    attempt.asked ??
    (attempt.error instanceof HttpError && retryAfter(attempt.error.headers, attempt.now));
  if (typeof asked === 'number') return asked <= LONGEST_WAIT ? asked : undefined;
  const pause = Math.min(FIRST_PAUSE * 2 ** attempt.made, LONGEST_PAUSE);
  return pause * (0.75 + attempt.random / 2);
}

function mayRepeat({ error, effect, retryWrites }: Attempt): boolean {
  const careful = effect !== 'read' && !retryWrites;
  if (error instanceof ConnectionError) return error.retryable && !(careful && error.sent);
  if (error instanceof TimeoutError) return error.deadline === 'connectTimeout';
  if (error instanceof ResponseError) return error.cut && !careful;
  if (!(error instanceof HttpError)) return false;
  if (error.headers['x-should-retry'] === 'false') return false;
  if (error.status === 429) return true;
  if (error.status === 503 && hasRetryAfter(error.headers)) return true;
  return error.retryable && error.status !== 501 && error.status !== 505 && !careful;
}

function hasRetryAfter(headers: Readonly<Record<string, string>>): boolean {
  return headers['retry-after-ms'] !== undefined || headers['retry-after'] !== undefined;
}

/**
 * The wait a server asks for, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as
 * a date. `undefined` if it asks for none or an invalid one.
 */
export function retryAfter(
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const precise = Number.parseFloat(headers['retry-after-ms'] ?? '');
  if (precise >= 0) return precise;
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // Only text with a time in it: Date.parse sees a date in almost any text with a number.
  const date = /\d\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
