import { quoteName, quoteTable, type Statement, tableParts } from '../../core/sql/dialect.js';
import { dialect } from './dialect.js';

/** Queries of the catalog. The server finds a table by its name as in any other statement. */

const FIELDS = [
  ...['COLUMN_NAME', 'DATA_TYPE', 'CHARACTER_MAXIMUM_LENGTH', 'NUMERIC_PRECISION'],
  ...['NUMERIC_SCALE', 'IS_NULLABLE', 'COLUMN_DEFAULT'],
]
  .map((name) => `${name} AS ${name.toLowerCase()}`)
  .join(', ');

const NAME =
  "QUOTENAME(TABLE_CATALOG) + N'.' + QUOTENAME(TABLE_SCHEMA) + N'.' + QUOTENAME(TABLE_NAME)";

export function tableInformation(table: string): Statement {
  const sql = `SELECT ${FIELDS} FROM ${databaseIn(table)}INFORMATION_SCHEMA.COLUMNS
WHERE OBJECT_ID(${NAME}) = OBJECT_ID(@P1) ORDER BY ORDINAL_POSITION`;
  return { sql, values: [quoteTable(dialect, table)] };
}

/** The columns of the PRIMARY KEY. */
export function primaryKey(table: string): Statement {
  const database = databaseIn(table);
  const sql = `SELECT c.name AS name FROM ${database}sys.indexes AS i
JOIN ${database}sys.index_columns AS k ON k.object_id = i.object_id AND k.index_id = i.index_id
JOIN ${database}sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
WHERE i.is_primary_key = 1 AND i.object_id = OBJECT_ID(@P1) ORDER BY k.key_ordinal`;
  return { sql, values: [quoteTable(dialect, table)] };
}

/** `[shop].` for `shop.dbo.users`: each database has its own catalog. */
function databaseIn(table: string): string {
  const parts = tableParts(dialect, table);
  return parts.length > 2 ? `${quoteName(dialect, asGiven(parts.at(-3)!))}.` : '';
}

/** A name in the form of a caller's name: no quotes are removed from it. */
function asGiven(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}
