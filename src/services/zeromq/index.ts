/**
 * Messages over ZeroMQ: requests and replies, publishing and subscribing, pipelines.
 *
 * @module
 */
import * as zeromq from './methods.js';

export * from './methods.js';
export default zeromq;
