/**
 * Tar archives, also with gzip: packed, unpacked safely, listed and changed.
 *
 * @module
 */
import * as tar from './methods.js';

export * from './methods.js';
export default tar;
