import { service } from '../../core/definition/service.js';
import { markets } from './markets.js';
import { getProductStructure, products } from './products.js';
import { getMarketsList } from './stores.js';
import { request } from './wire.js';

export default service({
  name: 'yamarket',
  title: 'Yandex Market',
  category: 'E-commerce and delivery',
  summary: 'Stores and products of sellers on Yandex Market',
  address: 'https://api.partner.market.yandex.ru',
  regions: {
    'Campaigns and business': { getMarketsList, ...markets },
    'Product management': { ...products, getProductStructure },
  },
  request,
});
