import { hintTable } from '../../core/rest/hints.js';

const hintOf = hintTable({
  unauthorized: 'Check the token: Notion shows it in the settings of the integration.',
  object_not_found:
    'Check the ID, and share the page or database with the integration (Connections, in its menu).',
  restricted_resource: 'Give the integration the capability for this in its settings.',
  rate_limited: 'Notion takes about three requests a second. Try again later.',
  conflict_error: 'Something else changed it at the same time. Try again.',
});

/** What to do about one of Notion's own codes, where that is not clear from its words. */
export function hintFor(code: string, words: string): string | undefined {
  if (code === 'validation_error' && /multiple data sources/i.test(words)) {
    return 'The database has several data sources: give the ID of one of them, with version 2025-09-03.';
  }
  return hintOf(code);
}
