/**
 * Data as MessagePack and back: a binary form of JSON with bytes, times and 64-bit integers.
 *
 * @module
 */
import * as msgpack from './methods.js';

export * from './methods.js';
export default msgpack;
