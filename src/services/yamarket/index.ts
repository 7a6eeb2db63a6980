/**
 * Stores and products of sellers on Yandex Market.
 *
 * @module
 */
import { markets } from './markets.js';
import * as goods from './products.js';
import * as stores from './stores.js';

// Typed by name, so that the published types have the docstrings.
const yamarket: typeof stores &
  typeof markets &
  typeof goods.products &
  Pick<typeof goods, 'getProductStructure'> = {
  ...stores,
  ...markets,
  ...goods.products,
  getProductStructure: goods.getProductStructure,
};
export default yamarket;
