import type { Call } from '../../core/definition/call.js';
import { type Pager, rowsAt } from '../../core/rest/pager.js';
import type { YandexToken } from '../../core/rest/vendors/yandex.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { send } from './wire.js';

/** Metrica's own default. */
const FIRST = 1;

/** Where the page after a page begins, which the page itself does not say. */
const starts = new WeakMap<JsonRecord, number>();

export const byOffset: Pager = {
  next(page) {
    const offset = starts.get(page);
    return offset === undefined ? undefined : { offset };
  },
  largest: { per_page: 1000 },
};

export const countersIn = rowsAt('counters');

/** One page of counters. The size of pages that a caller set is kept. */
export async function counterPage(
  call: Call,
  token: YandexToken,
  filter: JsonRecord,
  { offset = filter.offset, ...fields }: JsonRecord,
): Promise<JsonRecord> {
  const query = { ...fields, ...inQuery(filter), offset };
  const page = await send(call, { token }, 'GET /counters', query);
  const found = countersIn(page).length;
  const next = Number(offset ?? FIRST) + found;
  if (found > 0 && next <= Number(page.rows)) starts.set(page, next);
  return page;
}

/** Lists are separated by commas. */
function inQuery(filter: JsonRecord): JsonRecord {
  const fields = Object.entries(filter).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : value,
  ]);
  return Object.fromEntries(fields.filter(([, value]) => value !== ''));
}
