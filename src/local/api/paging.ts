import type { Context } from 'hono';
import { badRequest } from '../errors.js';
import type { Page } from '../state/store.js';

const USUAL = 20;
const MOST = 100;

/** Which part of a list is asked for. */
export function readPage(context: Context, usualOrder: Page['order']): Page {
  const { limit = String(USUAL), order = usualOrder, after } = context.req.query();
  const number = Number(limit);
  if (!Number.isInteger(number) || number < 1 || number > MOST) {
    throw badRequest(`'limit' is a whole number from 1 to ${MOST}.`, 'limit');
  }
  if (order !== 'asc' && order !== 'desc') throw badRequest("'order' is asc or desc.", 'order');
  return { limit: number, order, after };
}

/** That part of a list that is at hand, from its first to its last. */
export function pageOf<T extends { id: string }>(all: readonly T[], page: Page) {
  const ordered = page.order === 'desc' ? [...all].reverse() : all;
  const from = page.after === undefined ? 0 : ordered.findIndex(({ id }) => id === page.after) + 1;
  if (page.after !== undefined && from === 0) {
    throw badRequest(`There is no ${page.after} in this list.`, 'after');
  }
  const data = ordered.slice(from, from + page.limit);
  return { data, hasMore: from + data.length < ordered.length };
}

/** A part of a list as the protocol shows it. */
export function shownPage<T extends { id: string }>(data: readonly T[], hasMore: boolean) {
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? '',
    last_id: data.at(-1)?.id ?? '',
    has_more: hasMore,
  };
}
