import { service } from '../../core/definition/service.js';
import { ads } from './ads.js';
import * as authorization from './authorization.js';
import { albums, images } from './images.js';
import { interactions } from './interactions.js';
import * as keyboard from './keyboard.js';
import { orders } from './orders.js';
import { posts } from './posts.js';
import { getProductDescription, products } from './products.js';
import { properties } from './properties.js';
import { selections } from './selections.js';
import { statistics } from './statistics.js';
import { request } from './wire.js';

export default service({
  name: 'vk',
  title: 'VK',
  category: 'Social media',
  summary: 'Posts, images, messages, products and statistics of VK communities',
  address: 'https://api.vk.com',
  regions: {
    Authorization: authorization,
    'Community management': { ...posts, ...albums, ...images },
    'Interactive actions': interactions,
    Statistics: statistics,
    'Ad account management': ads,
    'Product management': { ...products, getProductDescription },
    'Product selection management': selections,
    'Product properties management': properties,
    'Order management': orders,
    Others: keyboard,
  },
  request,
});
