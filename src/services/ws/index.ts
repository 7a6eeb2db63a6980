/**
 * Messages over WebSocket, as a client or a server: with TLS and through proxies.
 *
 * @module
 */
import * as ws from './methods.js';

export * from './methods.js';
export default ws;
