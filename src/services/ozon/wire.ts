import { secret, text } from '../../core/definition/kinds/index.js';
import { serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { isRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';
import { askedToWait, isUsedUp } from './limits.js';

const clientId = text('Client ID of the seller', {
  option: 'clientid',
  env: ['OZON_CLIENT_ID'],
  example: '2380987',
});

const apiKey = secret('API key of the seller', {
  option: 'apikey',
  env: ['OZON_API_KEY'],
  example: 'env:OZON_API_KEY',
});

/** How Ozon's requests differ from other services. */
export const { table, read, list, write, remove, custom, send, request } = rest({
  service: 'ozon',
  first: { clientId, apiKey },
  target: ({ clientId, apiKey }, call) => ({
    base: serviceAddress(call, 'https://api-seller.ozon.ru'),
    token: apiKey,
    headers: { 'client-id': clientId },
  }),
  authorize: (token) => ({ headers: { 'api-key': token } }),
  policy: {
    refusal: refusalIn,
    retryAfter: askedToWait,
    hint: ({ body }) => hintFor(wordsIn(body)),
  },
  reference: ({ path }) => `https://docs.ozon.ru/api/seller/#operation/${OPERATIONS[path] ?? ''}`,
});

/** The credentials of a call, for `send`. */
export interface Seller {
  clientId: string;
  apiKey: string;
}

/** Drafts that cannot be created and used up limits are reported with status 200 too. */
function refusalIn(body: JsonRecord) {
  const { draft_id: draft, errors } = body;
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
  if (draft !== undefined && !Number(draft) && isRecord(first)) {
    const reasons = Array.isArray(first.error_reasons) ? first.error_reasons : [];
    return {
      reason: [first.error_message, ...reasons].map(String).join(', '),
      message: typeof first.message === 'string' ? first.message : undefined,
      hint: hintFor(String(first.error_message)),
    };
  }
  const words = wordsIn(body);
  // A result has no message of its own.
  if (body.code === undefined || words === '') return undefined;
  return {
    reason: words,
    status: isUsedUp(body) ? 429 : undefined,
    hint: hintFor(words),
  };
}

function wordsIn(body: unknown): string {
  return isRecord(body) && typeof body.message === 'string' ? body.message : '';
}

/** The names of operations in the documentation. */
const OPERATIONS: Readonly<Record<string, string>> = {
  '/v1/description-category/tree': 'DescriptionCategoryAPI_GetTree',
  '/v1/description-category/attribute': 'DescriptionCategoryAPI_GetAttributes',
  '/v1/description-category/attribute/values': 'DescriptionCategoryAPI_GetAttributeValues',
  '/v1/description-category/attribute/values/search':
    'DescriptionCategoryAPI_SearchAttributeValues',
  '/v4/product/info/limit': 'ProductAPI_GetUploadQuota',
  '/v3/product/list': 'ProductAPI_GetProductList',
  '/v4/product/info/attributes': 'ProductAPI_GetProductAttributesV4',
  '/v3/product/info/list': 'ProductAPI_GetProductInfoList',
  '/v1/product/info/description': 'ProductAPI_GetProductInfoDescription',
  '/v1/product/rating-by-sku': 'ProductAPI_GetProductRatingBySku',
  '/v2/product/pictures/info': 'ProductAPI_ProductInfoPicturesV2',
  '/v1/product/archive': 'ProductAPI_ProductArchive',
  '/v1/product/unarchive': 'ProductAPI_ProductUnarchive',
  '/v2/products/delete': 'ProductAPI_DeleteProducts',
  '/v1/product/info/subscription': 'ProductAPI_GetProductInfoSubscription',
  '/v1/product/related-sku/get': 'ProductAPI_ProductGetRelatedSKU',
  '/v1/product/import/info': 'ProductAPI_GetImportProductsInfo',
  '/v1/barcode/add': 'add-barcode',
  '/v1/barcode/generate': 'generate-barcode',
  '/v4/product/info/stocks': 'ProductAPI_GetProductInfoStocks',
  '/v5/product/info/prices': 'ProductAPI_GetProductInfoPrices',
  '/v1/product/info/discounted': 'ProductAPI_GetProductInfoDiscounted',
  '/v2/products/stocks': 'ProductAPI_ProductsStocksV2',
  '/v1/product/import/prices': 'ProductAPI_ImportProductsPrices',
  '/v1/product/update/discount': 'ProductAPI_ProductUpdateDiscount',
  '/v1/actions': 'Promos',
  '/v1/actions/candidates': 'PromosCandidates',
  '/v1/actions/products': 'PromosProducts',
  '/v2/warehouse/list': 'WarehouseListV2',
  '/v1/cluster/list': 'SupplyDraftAPI_DraftClusterList',
  '/v1/warehouse/fbo/list': 'SupplyDraftAPI_DraftGetWarehouseFboList',
  '/v3/posting/fbo/list': 'PostingAPI_GetFboPostingListV3',
};
