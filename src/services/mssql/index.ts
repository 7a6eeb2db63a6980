/**
 * Tables, rows and databases of Microsoft SQL Server.
 *
 * @module
 */
import * as mssql from './methods.js';

export * from './methods.js';
export default mssql;
