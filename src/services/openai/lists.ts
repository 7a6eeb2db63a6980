import type { Call, Hints } from '../../core/definition/call.js';
import type { Args, Param } from '../../core/definition/param.js';
import { type Pager, paged, rowsAt } from '../../core/rest/pager.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Asked, askList, headers, limit, options, token, url } from './endpoint.js';
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
const inHundreds: Pager<List<object>> = { ...afterLast, largest: { limit: 100 } };

/** What a list may have of its own. */
interface Own {
  ownHeaders?: Asked['ownHeaders'];
  hints?: Hints;
}

/** A list at a fixed path: `/batches`. */
export function listAt<Item extends object>(path: string, { ownHeaders, ...own }: Own = {}) {
  return paged({
    ...own,
    effect: 'read',
    params: common,
    pager: inHundreds,
    rows: itemsOf<Item>,
    page: (args, call, fields) => page<Item>(path, { ...args, ownHeaders }, call, fields),
  });
}

/** A list of what belongs to one thing: the files of a vector store. */
export function listIn<Item extends object>(
  id: Param<string, string, 'required'>,
  path: (id: string) => string,
  { ownHeaders, ...own }: Own = {},
) {
  return paged({
    ...own,
    effect: 'read',
    params: { url, token, id, limit, options, headers },
    pager: inHundreds,
    rows: itemsOf<Item>,
    page: ({ id, ...args }, call, fields) =>
      page<Item>(path(id), { ...args, ownHeaders }, call, fields),
  });
}

const common = { url, token, limit, options, headers };

function page<Item>(
  path: string,
  { limit, options, ...asked }: Args<typeof common> & Own,
  call: Call,
  fields: JsonRecord,
): Promise<List<Item>> {
  return askList(call, 'GET', path, { ...asked, query: { limit, ...options, ...fields } });
}
