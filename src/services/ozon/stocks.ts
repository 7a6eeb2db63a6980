import { list as listOf, number, rows } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { filter, last, limit, productId, skus } from './fields.js';
import { pageBy } from './pagers.js';
import { withTexts } from './prices.js';
import { productPrice, productStocks } from './structures.js';
import { list, read, table, write } from './wire.js';

const page = { filter, last: last('cursor'), limit: limit(1000) };
const pager = { pager: pageBy('cursor', 'items') };

export const pricesAndStocks = table({
  /** Lists how many products are in stock and reserved, in FBS and rFBS. */
  getProductsStocks: list('/v4/product/info/stocks', 'items', page, pager),
  /** Lists the prices of products, with commissions and price indexes. */
  getProductsPrices: list('/v5/product/info/prices', 'items', page, pager),
  /** Gets the condition and the defects of discounted products, by their SKUs. */
  getDiscountInformation: read('/v1/product/info/discounted', { sku: skus('discounted_skus') }),
  /**
   * Sets how many products are in stock, for up to 100 pairs of product and warehouse.
   *
   * Ozon allows 80 requests per minute, and one per pair in 30 seconds.
   *
   * @returns `result` has for each pair whether it was updated, and errors.
   */
  updateProductsStocks: write('/v2/products/stocks', {
    stocks: listOf(rows, 'Stocks: see GetProductStocksStructure', {
      example:
        "[{'offer_id':'TEA-100','product_id':137208233,'stock':100,'warehouse_id':22142605386000}]",
    }),
  }),
  /**
   * Updates the prices of up to 1,000 products. Prices may be numbers or strings.
   *
   * Ozon allows 10 updates per hour for each product.
   *
   * @returns `result` has for each product whether it was updated, and errors.
   */
  updateProductsPrices: write('/v1/product/import/prices', {
    prices: listOf(rows, 'Prices: see GetProductPriceStructure', {
      example: "[{'offer_id':'TEA-100','price':'290','old_price':'0','currency_code':'RUB'}]",
      as: (prices: readonly JsonRecord[]) => prices.map(withTexts),
    }),
  }),
  /** Sets the discount of a discounted product in FBS. */
  setProductDiscount: write('/v1/product/update/discount', {
    productId,
    discount: number('Discount in percent, from 3 to 99', { example: '10' }),
  }),
  /** Returns the fields of the stocks for UpdateProductsStocks. */
  getProductStocksStructure: structure('ozon', 'GetProductStocksStructure', productStocks),
  /** Returns the fields of a price for UpdateProductsPrices. */
  getProductPriceStructure: structure('ozon', 'GetProductPriceStructure', productPrice),
});
