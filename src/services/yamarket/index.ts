/**
 * Stores and products of sellers on Yandex Market.
 *
 * @module
 */
import { getMarketsList, markets } from './markets.js';
import { getProductStructure, products } from './products.js';

const separate = { getMarketsList, getProductStructure };

// Typed by name, so that the published types have the docstrings.
const yamarket: typeof markets & typeof products & typeof separate = {
  ...markets,
  ...products,
  ...separate,
};
export default yamarket;
