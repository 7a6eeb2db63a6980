import type { Call } from '../../core/definition/call.js';
import { number } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { paged, rowsAt } from '../../core/rest/pager.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { ADDRESS, pagesOf, send, token } from './wire.js';

const SIZE = 100;
const pager = pagesOf(SIZE);
const storesIn = rowsAt('campaigns');

/**
 * Lists the stores that the key has access to, 100 on a page.
 *
 * Since 2026-10-05, Yandex Market has no page numbers. The page with a number is found by requesting the
 * pages before it.
 *
 * @returns `campaigns` has the stores with their IDs and the IDs of their cabinets.
 * @see https://yandex.com/dev/market/partner-api/doc/en/reference/campaigns/getCampaigns
 */
export const getMarketsList = method(
  'yamarket',
  'GetMarketsList',
  paged({
    effect: 'read',
    params: { token, page: number('Page number, from 1', { default: 1 }) },
    address: ADDRESS,
    pager,
    rows: (page: JsonRecord) => storesIn(page),
    page: ({ token, page }, call, fields): Promise<JsonRecord> =>
      fields.pageToken === undefined
        ? numbered(call, token, page)
        : stores(call, token, fields.pageToken),
  }),
);

function stores(call: Call, token: string, pageToken?: unknown): Promise<JsonRecord> {
  return send(call, { token }, 'GET /campaigns', { limit: SIZE, pageToken });
}

/** A page by its number. After the last one, a page without stores. */
async function numbered(call: Call, token: string, wanted: number): Promise<JsonRecord> {
  let page = await stores(call, token);
  for (let at = 1; at < wanted; at++) {
    const next = pager.next(page, {});
    if (!next) return { ...page, campaigns: [] };
    page = await stores(call, token, next.pageToken);
  }
  return page;
}
