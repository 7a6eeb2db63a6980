/**
 * Products, prices, stocks and supplies of sellers on Ozon.
 *
 * @module
 */
import { attributes } from './attributes.js';
import { barcodes } from './barcodes.js';
import * as complexAttributes from './complex-attributes.js';
import { drafts } from './drafts.js';
import { fbo } from './fbo.js';
import * as fboStructures from './fbo-structures.js';
import { productDetails } from './product-details.js';
import { productLists } from './product-lists.js';
import * as productStructures from './product-structures.js';
import { products } from './products.js';
import { promotions } from './promotions.js';
import { pricesAndStocks } from './stocks.js';
import { warehouses } from './warehouses.js';

// Typed by name, so that the published types have the docstrings.
const ozon: typeof attributes &
  typeof productLists &
  typeof products &
  typeof productDetails &
  typeof productStructures &
  typeof complexAttributes &
  typeof barcodes &
  typeof pricesAndStocks &
  typeof promotions &
  typeof warehouses &
  typeof fbo &
  typeof drafts &
  typeof fboStructures = {
  ...attributes,
  ...productLists,
  ...products,
  ...productDetails,
  ...productStructures,
  ...complexAttributes,
  ...barcodes,
  ...pricesAndStocks,
  ...promotions,
  ...warehouses,
  ...fbo,
  ...drafts,
  ...fboStructures,
};
export default ozon;
