import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { Pager } from '../../core/rest/pager.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Access, send } from './wire.js';

/** CDEK's own default for regions. */
export const SIZE = 1000;

/** The page after a page, which is an array and does not say it. */
const following = new WeakMap<JsonRecord[], number>();

export const byPage: Pager<JsonRecord[]> = {
  next(page) {
    const next = following.get(page);
    return next === undefined ? undefined : { page: next };
  },
  largest: { size: SIZE },
};

/** One page of a list. CDEK counts pages from 0, and says in a header how many there are. */
export async function pageOf(
  call: Call,
  access: Access,
  route: string,
  query: JsonRecord,
): Promise<JsonRecord[]> {
  const found: unknown = await send(call, access, route, query);
  if (!Array.isArray(found)) {
    throw new ResponseError({ method: call.method, message: 'the server did not return a list' });
  }
  const next = Number(query.page ?? 0) + 1;
  const pages = Number(call.answered?.headers['x-total-pages']);
  const isFull = found.length > 0 && found.length >= Number(query.size);
  if (pages > 0 ? next < pages : isFull) following.set(found, next);
  return found;
}
