import type { HttpError } from '../../core/errors/errors.js';
import { retryAfter } from '../../core/http/retry.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** The code of gRPC for a limit that is used up. */
const RESOURCE_EXHAUSTED = 8;

/** Ozon allows 50 requests per second. */
const SECOND = 1_000;
/** Drafts are limited to 2 per minute. */
const MINUTE = 60_000;

export function isUsedUp({ code }: JsonRecord): boolean {
  return Number(code) === RESOURCE_EXHAUSTED;
}

/**
 * The wait after a 429. Ozon seldom says how long: a limit per second has passed after one, a limit
 * per minute after a minute. Limits per hour and per day are not waited for.
 */
export function askedToWait({ status, headers, body }: HttpError): number | undefined {
  if (status !== 429 || retryAfter(headers, Date.now()) !== undefined) return undefined;
  const words = isRecord(body) ? String(body.message ?? '') : String(body);
  if (/per[- ]?(hour|day)|daily|hourly/i.test(words)) return Number.POSITIVE_INFINITY;
  return /per[- ]?minute/i.test(words) ? MINUTE : SECOND;
}
