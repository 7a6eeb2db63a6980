/**
 * Any request over HTTP: built step by step, or sent in one command.
 *
 * @module
 */
import * as http from './methods.js';

export * from './methods.js';
export default http;
