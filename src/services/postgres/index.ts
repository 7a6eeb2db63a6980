/**
 * Tables, rows and databases of PostgreSQL servers.
 *
 * @module
 */
import * as postgres from './methods.js';

export * from './methods.js';
export default postgres;
