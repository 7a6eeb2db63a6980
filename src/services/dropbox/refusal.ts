import type { HttpError } from '../../core/errors/errors.js';
import type { RequestPolicy } from '../../core/http/message.js';
import type { Refusal } from '../../core/http/refusal.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { withoutEnd } from '../../core/util/without-end.js';
import { hintFor } from './hints.js';

const SLOW_DOWN = /^too_many_(requests|write_operations)$/;

/** `{"error_summary": "path/not_found/..", "error": {".tag": "path", "path": {".tag": "not_found"}}}` */
function refusalIn(body: JsonRecord): Refusal | undefined {
  const { error_summary: summary, error, user_message: words } = body;
  if (typeof summary !== 'string') return undefined;
  // The dots stand for tags that a newer version may add.
  const reason = withoutEnd(summary, './');
  const tags = reason.split('/');
  return {
    reason,
    message: isRecord(words) && typeof words.text === 'string' ? words.text : undefined,
    // Dropbox reports locks of a folder with status 409.
    status: tags.some((tag) => SLOW_DOWN.test(tag)) ? 429 : undefined,
    hint: sharedFolderHint(error) ?? hintOf(tags),
  };
}

/** The last tag that says what to do. */
function hintOf(tags: readonly string[]): string | undefined {
  return tags.map(hintFor).findLast((hint) => hint !== undefined);
}

/** A folder that is shared already: the error has its ID. */
function sharedFolderHint(error: unknown): string | undefined {
  const path = isRecord(error) ? error.bad_path : undefined;
  if (!isRecord(path) || path['.tag'] !== 'already_shared') return undefined;
  const id = path.shared_folder_id;
  return typeof id === 'string' && /^[-\w:]{1,100}$/.test(id)
    ? `The folder is shared already; its ID is ${id}.`
    : undefined;
}

/** Seconds, also in the body. */
function retryAfter({ status, headers, body }: HttpError): number | undefined {
  if (status !== 429 || headers?.['retry-after'] !== undefined) return undefined;
  const error = isRecord(body) ? body.error : undefined;
  const seconds = isRecord(error) ? error.retry_after : undefined;
  return typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : undefined;
}

export const policy: Pick<RequestPolicy, 'refusal' | 'retryAfter'> = {
  refusal: refusalIn,
  retryAfter,
};

/** The error of a route, below the tags that lead to it: `lookup_failed`, then `incorrect_offset`. */
export function errorWith(tag: string, body: unknown): JsonRecord | undefined {
  let found = isRecord(body) ? body.error : undefined;
  // Unions are only a few levels deep.
  for (let depth = 0; depth < 5 && isRecord(found); depth++) {
    const own = found['.tag'];
    if (own === tag) return found;
    found = typeof own === 'string' ? found[own] : undefined;
  }
  return undefined;
}
