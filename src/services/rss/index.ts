/**
 * Feeds in RSS and Atom: created, and parsed even if they are broken.
 *
 * @module
 */
import * as rss from './methods.js';

export * from './methods.js';
export default rss;
