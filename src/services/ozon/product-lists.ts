import { list as listOf, textOrNumber, texts } from '../../core/definition/kinds/index.js';
import { filter, last, limit, skus } from './fields.js';
import { exact } from './ids.js';
import { pageBy } from './pagers.js';
import { list, read, table } from './wire.js';

export const productLists = table({
  /** Lists products with their IDs. */
  getProductList: list(
    '/v3/product/list',
    'result.items',
    { filter, last: last('last_id'), limit: limit(1000) },
    { pager: pageBy('last_id', 'result.items') },
  ),
  /** Lists products with their attributes. */
  getProductsAttributesData: list(
    '/v4/product/info/attributes',
    'result',
    { filter, last: last('last_id'), limit: limit(1000) },
    { pager: pageBy('last_id', 'result') },
  ),
  /** Gets everything about up to 1,000 products, by any of their IDs. */
  getProductsInformation: read('/v3/product/info/list', {
    productIds: listOf(texts, 'Product ID, or several', {
      option: 'productid',
      field: 'product_id',
      optional: true,
      example: "['137208233']",
    }),
    sku: listOf(texts, 'SKU, or several', { optional: true, example: "['321670122']" }),
    articles: listOf(texts, 'Article, or several', {
      option: 'offerid',
      field: 'offer_id',
      optional: true,
      example: "['TEA-100']",
    }),
  }),
  /** Gets the description of a product, by its ID or its article. */
  getProductDescription: read('/v1/product/info/description', {
    productId: textOrNumber('Product ID', {
      option: 'productid',
      field: 'product_id',
      optional: true,
      example: '137208233',
      as: exact,
    }),
    article: textOrNumber('Article of the product', {
      option: 'offerid',
      field: 'offer_id',
      optional: true,
      example: 'TEA-100',
    }),
  }),
  /** Gets the content rating of products, and what would improve it. */
  getProductsContentRating: read('/v1/product/rating-by-sku', { sku: skus('skus') }),
});
