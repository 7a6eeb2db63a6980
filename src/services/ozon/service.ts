import { service } from '../../core/definition/service.js';
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
import { request } from './wire.js';

export default service({
  name: 'ozon',
  title: 'Ozon',
  category: 'E-commerce and delivery',
  summary: 'Products, prices, stocks and supplies of sellers on Ozon',
  address: 'https://api-seller.ozon.ru',
  regions: {
    'Attributes and features': attributes,
    'Uploading and updating products': {
      ...productLists,
      ...products,
      ...productDetails,
      ...productStructures,
      ...complexAttributes,
    },
    Barcodes: barcodes,
    'Prices and stocks': pricesAndStocks,
    'Promotions management': promotions,
    'Warehouses management': warehouses,
    'FBO scheme': { ...fbo, ...drafts, ...fboStructures },
  },
  request,
});
