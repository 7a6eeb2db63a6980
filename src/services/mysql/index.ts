/**
 * Tables, rows and databases of MySQL and MariaDB servers.
 *
 * @module
 */
import * as mysql from './methods.js';

export * from './methods.js';
export default mysql;
