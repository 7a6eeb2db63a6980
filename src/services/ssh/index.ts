/**
 * Commands on remote machines: with a password, key, agent or prompts, also through proxies.
 *
 * @module
 */
import * as ssh from './methods.js';

export * from './methods.js';
export default ssh;
