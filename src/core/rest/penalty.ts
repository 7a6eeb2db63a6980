import type { HttpError } from '../errors/errors.js';
import { retryAfter } from '../http/retry.js';

/** The wait after a 429 of a service that does not say how long it refuses further requests. */
export function penalty(wait: number): (error: HttpError) => number | undefined {
  return ({ status, headers }) =>
    status === 429 && retryAfter(headers, Date.now()) === undefined ? wait : undefined;
}
