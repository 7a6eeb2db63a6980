import { type Pager, rowsAt } from '../../core/rest/pager.js';
import type { List } from './types.js';

/** The items of a list; none if the server sent something else. */
export const itemsOf = rowsAt('data') as <Item extends object>(list: List<Item>) => readonly Item[];

/** The next page follows the last item of this one. */
export const afterLast: Pager<List<object>> = {
  next(list) {
    const last = itemsOf<{ id?: string }>(list).at(-1);
    return list.has_more && last ? { after: list.last_id || last.id } : undefined;
  },
};

/** The same for lists with at most 100 items on a page, and 20 unless more are requested. */
export const inHundreds: Pager<List<object>> = { ...afterLast, largest: { limit: 100 } };
