import { badRequest } from '../errors.js';
import type { FileRecord } from '../state/file-store.js';

const PURPOSES = ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'];
const HOUR = 3600;
const DAY = 24 * HOUR;

/** A file as the protocol represents it. */
export function shownFile({ id, bytes, created_at, expires_at, filename, purpose }: FileRecord) {
  return {
    id,
    object: 'file',
    bytes,
    created_at,
    ...(expires_at !== undefined && { expires_at }),
    filename,
    purpose,
    status: 'processed',
  };
}

export function purposeOf(purpose: unknown): string {
  if (typeof purpose === 'string' && PURPOSES.includes(purpose)) return purpose;
  const problem = purpose === undefined ? 'is missing' : `${JSON.stringify(purpose)} is unknown`;
  throw badRequest(`'purpose' ${problem}. Use one of ${PURPOSES.join(', ')}.`, 'purpose');
}

/**
 * The lifetime of a file in seconds, from its `expires_after`; without one, only batch files
 * expire.
 */
export function lifetimeOf(
  { anchor, seconds }: { anchor?: unknown; seconds?: unknown },
  purpose: string,
): number | undefined {
  if (anchor === undefined && seconds === undefined) {
    return purpose === 'batch' ? 30 * DAY : undefined;
  }
  if (anchor !== 'created_at') {
    throw badRequest("'expires_after[anchor]' must be created_at.", 'expires_after');
  }
  if (Number.isInteger(seconds) && Number(seconds) >= HOUR && Number(seconds) <= 30 * DAY) {
    return Number(seconds);
  }
  throw badRequest("'expires_after[seconds]' must be from 3600 to 2592000.", 'expires_after');
}

/** The media type as sent, if a header can hold it. */
export function mediaType(type: string | undefined): string {
  return type && /^[\w.+-]+\/[\w.+-]+ *(;[ -~]*)?$/.test(type) ? type : 'application/octet-stream';
}
