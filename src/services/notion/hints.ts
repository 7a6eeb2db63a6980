import { hintTable } from '../../core/rest/hints.js';

const hintOf = hintTable({
  unauthorized: 'Check the token in the settings of the integration.',
  object_not_found:
    'Check the ID, and share the page or database with the integration (Connections in its menu).',
  restricted_resource: 'Add the capability for this in the settings of the integration.',
  rate_limited: 'Notion accepts about three requests per second. Try again later.',
  conflict_error: 'Another request changed it at the same time. Try again.',
});

/** Hints for Notion's error codes whose messages do not say what to do. */
export function hintFor(code: string, words: string): string | undefined {
  if (code === 'validation_error' && /multiple data sources/i.test(words)) {
    return 'The database has several data sources. Use version 2025-09-03 and pass the ID of one of them.';
  }
  return hintOf(code);
}
