import { type Statement, tableParts } from '../../core/sql/dialect.js';
import { dialect } from './dialect.js';

const FIELDS = `COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, CHARACTER_MAXIMUM_LENGTH, IS_NULLABLE,
  COLUMN_DEFAULT, COLUMN_KEY, EXTRA`;

export function tableInformation(table: string): Statement {
  const { where, values } = inCatalog(table);
  const sql = `SELECT ${FIELDS} FROM information_schema.COLUMNS
WHERE ${where} ORDER BY ORDINAL_POSITION`;
  return { sql, values };
}

/** Whether the storage engine of a table has transactions. */
export function transactionsOf(table: string): Statement {
  const { where, values } = inCatalog(table);
  const sql = `SELECT ENGINE AS engine, TRANSACTIONS AS transactions
FROM information_schema.TABLES JOIN information_schema.ENGINES USING (ENGINE) WHERE ${where}`;
  return { sql, values };
}

/** A table, or `schema.table`, in the catalog. */
function inCatalog(table: string): { where: string; values: string[] } {
  const [name, schema] = tableParts(dialect, table).reverse();
  const values = schema === undefined ? [name!] : [schema, name!];
  const where = `TABLE_SCHEMA = ${schema === undefined ? 'DATABASE()' : '?'} AND TABLE_NAME = ?`;
  return { where, values };
}
