/**
 * RAR archives, also encrypted and in volumes: unpacked safely, and listed.
 *
 * @module
 */
import * as rar from './methods.js';

export * from './methods.js';
export default rar;
