import type { HttpError } from '../../core/errors/errors.js';

/** Yandex Market refuses with this status, and not with 429, if there are too many requests. */
export const ENHANCE_YOUR_CALM = 420;

/**
 * The wait after too many requests. The limit of a method ends at the time in a header. The limit of
 * parallel requests has none: it ends with the other requests.
 */
export function askedToWait({ status, headers }: HttpError): number | undefined {
  if (status !== 429 || headers['x-ratelimit-resource-remaining'] !== '0') return undefined;
  const until = Date.parse(headers['x-ratelimit-resource-until'] ?? '');
  return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now());
}
