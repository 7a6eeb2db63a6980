import type { Context } from 'hono';
import { ApiError, badRequest } from '../errors.js';
import type { Page, StoredObject } from '../state/store.js';

const USUAL_LIMIT = 20;
const MOST = 100;

interface Usual {
  /** The ID of the object that the list belongs to. */
  parent?: string;
  /** The order if the request does not specify one. */
  order?: Page['order'];
}

/** The part of a list that a request asks for. */
export function pageOf(context: Context, { parent, order: usual = 'desc' }: Usual = {}): Page {
  const { limit = String(USUAL_LIMIT), order = usual, after, before } = context.req.query();
  if (order !== 'asc' && order !== 'desc')
    throw badRequest("'order' must be asc or desc.", 'order');
  const number = Number(limit);
  if (!Number.isInteger(number) || number < 1 || number > MOST) {
    throw badRequest(`'limit' must be a whole number from 1 to ${MOST}.`, 'limit');
  }
  return { parent, limit: number, order, after: after || undefined, before: before || undefined };
}

/** Puts a complete list in a page's order. */
export function inOrder<T>(all: readonly T[], { order }: Page): readonly T[] {
  return order === 'desc' ? all.toReversed() : all;
}

/** Cuts a page from a complete list that is already in its order. */
export function partOf<T extends StoredObject>(all: readonly T[], { limit, after, before }: Page) {
  const from = after === undefined ? 0 : placeOf(all, after, 'after') + 1;
  const to = before === undefined ? all.length : placeOf(all, before, 'before');
  const data = all.slice(from, Math.min(to, from + limit));
  return shownPage(data, from + data.length < to);
}

function placeOf(all: readonly StoredObject[], id: string, param: string): number {
  const place = all.findIndex((object) => object.id === id);
  if (place >= 0) return place;
  throw badRequest(`No object found with id '${id}'.`, param);
}

/** A page as the protocol represents it. */
export function shownPage<T extends StoredObject>(data: readonly T[], hasMore: boolean) {
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? '',
    last_id: data.at(-1)?.id ?? '',
    has_more: hasMore,
  };
}

/** Throws if an ID in a path does not exist. */
export function noSuch(what: string, id: string): ApiError {
  return new ApiError({ status: 404, message: `No ${what} found with id '${id}'.`, param: 'id' });
}
