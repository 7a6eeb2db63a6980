import { list as listOf, record, rows, text, texts } from '../../core/definition/kinds/index.js';
import { inBatches } from '../../core/rest/batches.js';
import { rowsAt } from '../../core/rest/pager.js';
import { products as ids, productId, wait } from './fields.js';
import { allExact, exact } from './ids.js';
import { withTexts } from './prices.js';
import { refuse360 } from './retired.js';
import { processed } from './tasks.js';
import { custom, read, remove, send, table, write } from './wire.js';

const items = (summary: string, example: string) => listOf(rows, summary, { example });

/** Ozon changes this many articles per request. */
const MOST_ARTICLES = 25;

export const products = table({
  /**
   * Creates or updates up to 100 products, by their articles.
   *
   * Ozon only accepts the task at first, and finds errors while it processes it: this waits for the
   * end. Without `wait`, use GetProductCreationStatus.
   *
   * @returns `items` has the products with their status and errors, `task_id` is the task.
   * @throws {TimeoutError} Ozon has not processed the task in time. `partial` has its ID.
   * @see https://docs.ozon.ru/api/seller/#operation/ProductAPI_ImportProductsV3
   */
  createUpdateProducts: custom({
    effect: 'write',
    params: {
      items: items(
        'Products: see GetProductStructure',
        "[{'offer_id':'TEA-100','name':'Green tea, 100 g','price':'290','vat':'0.2','description_category_id':17028922,'type_id':94765}]",
      ),
      wait,
    },
    async run({ items, wait, ...seller }, call) {
      items.forEach((item, at) => {
        refuse360(call, item.images360, `items[${at}].images360`);
      });
      const body = { items: items.map(({ images360: _, ...item }) => withTexts(item)) };
      const accepted = await send(call, seller, '/v3/product/import', body);
      return wait ? processed(call, seller, accepted) : accepted;
    },
  }),
  /**
   * Creates products as copies of products on Ozon, by their SKUs.
   *
   * Waits until Ozon has processed the task, as CreateUpdateProducts does.
   *
   * @returns `items` has the products with their status and errors; `unmatched_sku_list`, the SKUs
   *   that cannot be copied.
   * @throws {TimeoutError} Ozon has not processed the task in time. `partial` has its ID.
   * @see https://docs.ozon.ru/api/seller/#operation/ProductAPI_ImportProductsBySKU
   */
  createProductByOzonID: custom({
    effect: 'write',
    params: {
      items: items(
        'Products: see GetSimplifiedProductStructure',
        "[{'sku':298789742,'offer_id':'TEA-200','name':'Black tea, 100 g','price':'310','vat':'0.2'}]",
      ),
      wait,
    },
    async run({ items, wait, ...seller }, call) {
      const body = { items: items.map(withTexts) };
      const accepted = await send(call, seller, '/v1/product/import-by-sku', body);
      return wait ? processed(call, seller, accepted) : accepted;
    },
  }),
  /**
   * Updates attributes of products.
   *
   * Waits until Ozon has processed the task, as CreateUpdateProducts does.
   *
   * @returns `items` has the products with their status and errors.
   * @throws {TimeoutError} Ozon has not processed the task in time. `partial` has its ID.
   * @see https://docs.ozon.ru/api/seller/#operation/ProductAPI_ProductUpdateAttributes
   */
  updateProductsAttributes: custom({
    effect: 'write',
    params: {
      items: items(
        'Products with attributes: see GetAttributesUpdateStructure',
        "[{'offer_id':'TEA-100','attributes':[{'id':85,'complex_id':0,'values':[{'value':'Tea House'}]}]}]",
      ),
      wait,
    },
    async run({ items, wait, ...seller }, call) {
      const accepted = await send(call, seller, '/v1/product/attributes/update', { items });
      return wait ? processed(call, seller, accepted) : accepted;
    },
  }),
  /**
   * Replaces the images of a product. Ozon downloads them from their URLs.
   *
   * CheckProductsImagesUpload shows when they have been downloaded.
   *
   * @throws {InputError} 360-degree images, which Ozon accepts no longer since 2026-07-10.
   * @see https://docs.ozon.ru/api/seller/#operation/ProductAPI_ProductImportPictures
   */
  updateProductImages: custom({
    effect: 'write',
    params: {
      productId,
      images: listOf(texts, 'URLs of the images, the main one first', {
        optional: true,
        example: "['https://example.com/tea.jpg']",
      }),
      images360: listOf(texts, 'Not supported by Ozon since 2026-07-10', {
        optional: true,
        example: '[]',
      }),
      color: text('URL of the image of the color', {
        optional: true,
        example: 'https://example.com/green.jpg',
      }),
    },
    run({ productId, images, images360, color, ...seller }, call) {
      refuse360(call, images360, 'images360');
      const fields = { product_id: exact(productId), images, color_image: color };
      return send(call, seller, '/v1/product/pictures/import', fields);
    },
  }),
  /**
   * Gets the images of products, and errors of their download.
   *
   * Since Ozon's second version of it, the result has the images by their role, without states.
   */
  checkProductsImagesUpload: read('/v2/product/pictures/info', { products: ids }),
  /**
   * Changes the articles of products. More than 25 are changed in several requests.
   *
   * @returns `errors` has the articles that were not changed, with reasons.
   * @see https://docs.ozon.ru/api/seller/#operation/ProductAPI_ProductUpdateOfferID
   */
  updateProductsArticles: custom({
    effect: 'write',
    params: {
      offers: record('Articles: the old ones with the new ones', {
        example: "{'TEA-100':'TEA-GREEN-100'}",
      }),
    },
    async run({ offers, ...seller }, call) {
      const pairs = Object.entries(offers).map(([offer_id, value]) => ({
        offer_id,
        new_offer_id: String(value),
      }));
      const errors = await inBatches(call, pairs, {
        ...{ most: MOST_ARTICLES, param: 'offers', done: 'sent' },
        async send(update_offer_id) {
          const body = { update_offer_id };
          return rowsAt('errors')(await send(call, seller, '/v1/product/update/offer-id', body));
        },
      });
      return { errors };
    },
  }),
  /** Archives up to 100 products. */
  archiveProducts: write('/v1/product/archive', {
    products: { ...ids, wire: { ...ids.wire, as: allExact } },
  }),
  /** Restores up to 100 products from the archive. */
  unarchiveProducts: write('/v1/product/unarchive', {
    products: { ...ids, wire: { ...ids.wire, as: allExact } },
  }),
  /**
   * Deletes up to 500 archived products without an SKU.
   *
   * @returns `status` has for each article whether it was deleted, and why not.
   */
  deleteProductsWithoutSKU: remove('/v2/products/delete', {
    articles: listOf(texts, 'Article, or several', {
      field: 'products',
      example: "['TEA-100','TEA-200']",
      as: (articles: readonly string[]) => articles.map((offer_id) => ({ offer_id })),
    }),
  }),
});
