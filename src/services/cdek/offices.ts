import { knownFields, list, number, text, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { paged } from '../../core/rest/pager.js';
import { commaSeparated } from '../../core/rest/values.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { byPage, pageOf, SIZE } from './pages.js';
import { readable } from './records.js';
import { officeFilter } from './structures.js';
import { API } from './vendor.js';
import { testApi, token } from './wire.js';

/**
 * Lists CDEK's offices: pickup points and parcel lockers.
 *
 * Without `size` in the filter, CDEK returns all offices at once, which are more than 10 MB without
 * any filter. All pages are read 1,000 offices at a time.
 *
 * @see https://apidoc.cdek.ru/#tag/delivery_point/operation/search
 */
export const getOfficeList = method(
  'cdek',
  'GetOfficeList',
  paged({
    effect: 'read',
    params: {
      token,
      filter: knownFields(officeFilter, 'Filter: see GetOfficeFilterDescription', {
        optional: true,
        example: "{'city_code':44,'type':'PVZ','size':50}",
      }),
      testApi,
    },
    address: API,
    pager: byPage,
    rows: (offices: JsonRecord[]) => offices,
    page: ({ filter = {}, ...access }, call, { size, page }) => {
      const own = readable(filter);
      const query = { size, ...own, page: page ?? own.page };
      return pageOf(call, access, 'GET /deliverypoints', query);
    },
  }),
);

/**
 * Lists the regions in which CDEK delivers, 1,000 per page.
 *
 * @see https://apidoc.cdek.ru/#tag/location/operation/regions
 */
export const getRegionsList = method(
  'cdek',
  'GetRegionsList',
  paged({
    effect: 'read',
    params: {
      token,
      countries: list(texts, 'Country, or several: two letters (ISO 3166-1)', {
        optional: true,
        example: "['RU','KZ']",
      }),
      page: number('Number of the page, from 0', { default: 0 }),
      lang: text('Language of names', { default: 'rus', values: ['rus', 'eng', 'zho'] }),
      testApi,
    },
    address: API,
    pager: byPage,
    rows: (regions: JsonRecord[]) => regions,
    page: ({ countries, page, lang, ...access }, call, fields) => {
      const country_codes = countries && commaSeparated(countries);
      const query = { country_codes, size: SIZE, page, lang, ...fields };
      return pageOf(call, access, 'GET /location/regions', query);
    },
  }),
);
