/**
 * Posts, images, messages, products and statistics of VK communities.
 *
 * @module
 */
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

// Typed by name, so that the published types have the docstrings.
const vk: typeof authorization &
  typeof posts &
  typeof albums &
  typeof images &
  typeof interactions &
  typeof statistics &
  typeof ads &
  typeof products & { getProductDescription: typeof getProductDescription } & typeof selections &
  typeof properties &
  typeof orders &
  typeof keyboard = {
  ...authorization,
  ...posts,
  ...albums,
  ...images,
  ...interactions,
  ...statistics,
  ...ads,
  ...products,
  getProductDescription,
  ...selections,
  ...properties,
  ...orders,
  ...keyboard,
};
export default vk;
