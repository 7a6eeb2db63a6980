/**
 * Tables and rows of SQLite databases: files, or in memory.
 *
 * @module
 */
import * as sqlite from './methods.js';

export * from './methods.js';
export default sqlite;
