/**
 * Documents, collections, users and roles of MongoDB servers.
 *
 * @module
 */
import * as mongodb from './methods.js';

export * from './methods.js';
export default mongodb;
