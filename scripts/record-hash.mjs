import { createHash } from 'node:crypto';

/**
 * A hash of a method's manifest entry, to tell if its recorded result is up to date. Errors, additional
 * examples and paging are left out, since they do not change the result.
 */
export function recordHash({ throws: _, examples: __, pages: ___, ...entry }) {
  return createHash('sha256').update(JSON.stringify(entry)).digest('hex').slice(0, 16);
}
