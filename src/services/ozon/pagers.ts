import { type Pager, rowsAt } from '../../core/rest/pager.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/**
 * Lists name the start of the next page in a field next to the rows. The last page is empty, has no
 * such field, or says so: it depends on the list.
 */
export function pageBy(field: 'last_id' | 'cursor', rows: string): Pager {
  const rowsIn = rowsAt(rows);
  const isInResult = rows.startsWith('result.');
  return {
    next(page) {
      const { [field]: place } = isInResult ? within(page) : page;
      if (page.has_next === false || rowsIn(page).length === 0) return undefined;
      return place === undefined || place === '' || Number(place) === 0
        ? undefined
        : { [field]: place };
    },
  };
}

/** Values of an attribute continue after the ID of the last one. */
export const byValueId: Pager = {
  next(page) {
    const last = rowsAt('result')(page).at(-1);
    return page.has_next === true && last ? { last_value_id: last.id } : undefined;
  },
};

function within({ result }: JsonRecord): JsonRecord {
  return isRecord(result) ? result : {};
}
