/**
 * Data as Janx and back: JSON with bytes that are not Base64.
 *
 * @module
 */
import * as janx from './methods.js';

export * from './methods.js';
export default janx;
