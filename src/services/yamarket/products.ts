import {
  flag,
  knownFields,
  knownRecords,
  list as listOf,
  text,
} from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { inBatches } from '../../core/rest/batches.js';
import { rowsAt } from '../../core/rest/pager.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { business, campaign } from './fields.js';
import * as fields from './structures.js';
import { custom, list, pagesOf, send, table } from './wire.js';

/** Yandex Market accepts this many products per request. */
const MOST = 500;
const resultsIn = rowsAt('results');

const page = text('Page token: `nextPageToken` of the previous page', {
  field: 'pageToken',
  in: 'query',
  optional: true,
  example: 'eyJuZXh0IjoyfQ==',
});

const filters = (known: readonly string[], example: string) =>
  knownFields(known, `Conditions: ${known.join(', ')}`, { spread: true, optional: true, example });

export const products = table({
  /**
   * Adds products to the catalog of a cabinet, or changes them, by their SKUs.
   *
   * Fields that are not given stay as they are. `marketSku` sets the card on Yandex Market. More than 500
   * products are sent in several requests.
   *
   * @returns `results` has warnings about products, if there are any.
   * @throws {HttpError} A product has errors. Its SKU is in the message.
   * @see https://yandex.com/dev/market/partner-api/doc/en/reference/business-offer-mappings/updateOfferMappings
   */
  addUpdateProducts: custom({
    effect: 'write',
    params: {
      business,
      offers: listOf(knownRecords(fields.productFields), 'Products: see GetProductStructure', {
        example: "[{'offerId':'TEA-100','name':'Green tea, 100 g','vendor':'Tea House'}]",
      }),
      ownImages: flag('Use only these images and videos, not those of other sellers', {
        option: 'pmedia',
        default: false,
      }),
    },
    async run({ token, business, offers, ownImages: onlyPartnerMediaContent }, call) {
      const results = await inBatches(call, offers.map(mappingOf), {
        ...{ most: MOST, param: 'offers', done: 'sent' },
        async send(offerMappings) {
          const body = { business, offerMappings, onlyPartnerMediaContent };
          const route = 'POST /businesses/{business}/offer-mappings/update';
          return resultsIn(await send(call, { token }, route, body));
        },
      });
      return { status: 'OK', ...(results.length > 0 && { results }) };
    },
  }),
  /** Lists the products of a store. */
  getCampaignProducts: list(
    'POST /campaigns/{campaign}/offers',
    'result.offers',
    {
      campaign: { ...campaign, option: 'business' },
      filters: filters(fields.campaignFilters, "{'statuses':['PUBLISHED']}"),
      page,
    },
    { pager: pagesOf(200), pagesIn: 'query' },
  ),
  /** Lists the products in the catalog of a cabinet. */
  getBusinessProducts: list(
    'POST /businesses/{business}/offer-mappings',
    'result.offerMappings',
    { business, filters: filters(fields.businessFilters, "{'archived':false}"), page },
    { pager: pagesOf(100), pagesIn: 'query' },
  ),
});

function mappingOf({ marketSku, ...offer }: JsonRecord): JsonRecord {
  return { offer, ...(marketSku !== undefined && { mapping: { marketSku } }) };
}

/** Returns the fields of a product for AddUpdateProducts. */
export const getProductStructure = structure('yamarket', 'GetProductStructure', fields.product);
