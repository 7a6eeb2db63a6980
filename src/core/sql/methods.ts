/**
 * Makers of the methods that every SQL database has. A service provides its dialect and its
 * connections once, as a `SqlDatabase`, and exports one method of each maker:
 *
 *     export const createTable = sql.createTable(database);
 *
 * @module
 */
export * from './query-method.js';
export * from './record-methods.js';
export { countedStatement } from './statement-methods.js';
export * from './table-methods.js';
