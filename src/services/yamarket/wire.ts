import { secret } from '../../core/definition/kinds/index.js';
import { serviceAddress } from '../../core/http/url.js';
import type { Pager } from '../../core/rest/pager.js';
import { rest } from '../../core/rest/table.js';
import { isRecord } from '../../core/util/is-record.js';
import { askedToWait } from './limits.js';
import { refusalIn } from './refusal.js';

export const token = secret('API key of the cabinet', {
  option: 'Key',
  env: ['YANDEX_MARKET_API_KEY'],
  example: 'env:YANDEX_MARKET_API_KEY',
});

export const ADDRESS = 'https://api.partner.market.yandex.ru';

/** The token of the next page is in the result, or next to the rows. */
const byToken: Pager = {
  next({ result, paging }) {
    const { nextPageToken: pageToken } = within(isRecord(result) ? result.paging : paging);
    return pageToken ? { pageToken } : undefined;
  },
};

export function pagesOf(limit: number): Pager {
  return { ...byToken, largest: { limit } };
}

function within(value: unknown) {
  return isRecord(value) ? value : {};
}

/** How requests to Yandex Market differ from other services. */
export const { table, read, list, custom, send, request } = rest({
  service: 'yamarket',
  first: { token },
  target: ({ token }, call) => ({ base: `${serviceAddress(call, ADDRESS)}/v2`, token }),
  authorize: (token) => ({ headers: { 'api-key': token } }),
  policy: { refusal: refusalIn, retryAfter: askedToWait },
  reference: ({ verb, path }) => `${ROOT}${REFERENCES[`${verb} ${path}`] ?? ''}`,
});

const ROOT = 'https://yandex.com/dev/market/partner-api/doc/en/reference/';
const REFERENCES: Readonly<Record<string, string>> = {
  'GET /campaigns/{campaign}': 'campaigns/getCampaign',
  'GET /campaigns/{campaign}/settings': 'campaigns/getCampaignSettings',
  'POST /businesses/{business}/settings': 'businesses/getBusinessSettings',
  'POST /campaigns/{campaign}/offers': 'offers/getCampaignOffers',
  'POST /businesses/{business}/offer-mappings': 'business-offer-mappings/getOfferMappings',
};
