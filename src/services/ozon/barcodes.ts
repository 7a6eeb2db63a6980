import { list, record, texts } from '../../core/definition/kinds/index.js';
import { exact } from './ids.js';
import { table, write } from './wire.js';

export const barcodes = table({
  /**
   * Binds barcodes to products, up to 100.
   *
   * @returns `errors` has the barcodes that were not bound, with reasons.
   */
  bindBarcodes: write('/v1/barcode/add', {
    barcodes: record('Barcodes, with the SKU of each', {
      example: "{'4321012345678':321670122}",
      as: (barcodes: object) =>
        Object.entries(barcodes).map(([barcode, sku]) => ({ barcode, sku: exact(String(sku)) })),
    }),
  }),
  /**
   * Creates barcodes for up to 100 products that have none.
   *
   * @returns `errors` has the products without a new barcode, with reasons.
   */
  createBarcodes: write('/v1/barcode/generate', {
    productIds: list(texts, 'Product ID, or several', {
      option: 'productids',
      field: 'product_ids',
      example: "['137208233']",
    }),
  }),
});
