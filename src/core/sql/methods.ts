import type { Params } from '../definition/param.js';
import type { JsonRecord } from '../util/is-record.js';
import { type SqlDatabase, statementMethods } from './database.js';
import { queryMethod } from './query-method.js';
import { recordMethods } from './record-methods.js';
import { tableMethods } from './table-methods.js';

/**
 * Makers of the methods that every database of SQL has, from its dialect and its connections:
 *
 *     const sql = sqlMethods({ service: 'mysql', dialect, readValue, on: { connection, tls }, … });
 *     export const createTable = sql.createTable();
 */
export function sqlMethods<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  return {
    ...statementMethods(database),
    ...queryMethod(database),
    ...tableMethods(database),
    ...recordMethods(database),
  };
}
