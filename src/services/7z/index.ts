/**
 * Archives in 7z, also encrypted: packed, unpacked safely, listed and changed.
 *
 * @module
 */
import * as sevenZip from './methods.js';

export * from './methods.js';
export default sevenZip;
