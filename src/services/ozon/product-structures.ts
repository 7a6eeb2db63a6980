import { structure } from '../../core/definition/structure.js';
import * as fields from './structures.js';

/** Returns the fields of a product for CreateUpdateProducts. */
export const getProductStructure = structure('ozon', 'GetProductStructure', fields.product);

/** Returns the fields of a product for CreateProductByOzonID. */
export const getSimplifiedProductStructure = structure(
  'ozon',
  'GetSimplifiedProductStructure',
  fields.simplifiedProduct,
);

/** Returns the fields of a product for UpdateProductsAttributes. */
export const getAttributesUpdateStructure = structure(
  'ozon',
  'GetAttributesUpdateStructure',
  fields.attributesUpdate,
);

/** Returns the fields of the filter of lists of products. */
export const getProductsFilterStructure = structure(
  'ozon',
  'GetProductsFilterStructure',
  fields.productsFilter,
);
