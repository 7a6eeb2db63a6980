/**
 * Bytes and lines over TCP, as a client or a server: with TLS and through proxies.
 *
 * @module
 */
import * as tcp from './methods.js';

export * from './methods.js';
export default tcp;
