/**
 * Commands on other machines: by password, key, agent or questions, through proxies too.
 *
 * @module
 */
import * as ssh from './methods.js';

export * from './methods.js';
export default ssh;
