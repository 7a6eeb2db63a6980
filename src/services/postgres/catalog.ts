import { quoteTable, type Statement } from '../../core/sql/dialect.js';
import type { Row } from '../../core/sql/statements.js';
import type { Answer } from './connection.js';
import { dialect } from './dialect.js';
import { ListValue } from './to-server.js';

/** Runs queries on the server. */
interface Asking {
  query(sql: string, values: readonly unknown[]): Promise<Answer[]>;
}

/** The columns of a table in the system catalogs. Its name is as in a query, with or without schema. */
const OF_TABLE = 'attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped';

const INFORMATION = `SELECT column_name, data_type, character_maximum_length, column_default, is_nullable
FROM information_schema.columns
WHERE (table_schema, table_name) = (SELECT nspname, relname FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1))
ORDER BY ordinal_position`;

export function tableInformation(table: string): Statement {
  return { sql: INFORMATION, values: [quoteTable(dialect, table)] };
}

/** The columns of a table in order; `undefined` if the table does not exist. */
export async function columnNames(session: Asking, table: string): Promise<string[] | undefined> {
  const sql = `SELECT attname FROM pg_catalog.pg_attribute WHERE ${OF_TABLE} ORDER BY attnum`;
  const [answer] = await session.query(sql, [quoteTable(dialect, table)]);
  return answer!.rows.length > 0 ? answer!.rows.map((row) => String(row.attname)) : undefined;
}

const KEYS = `SELECT attname FROM pg_catalog.pg_index JOIN pg_catalog.pg_attribute
ON attrelid = indrelid AND attnum = ANY(indkey) WHERE indisprimary AND ${OF_TABLE}`;

/** The fields of a table's PRIMARY KEY. */
export async function primaryKey(session: Asking, table: string): Promise<string[]> {
  const [answer] = await session.query(KEYS, [quoteTable(dialect, table)]);
  return answer!.rows.map((row) => String(row.attname));
}

const ARRAYS = `SELECT attname FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_type t
ON t.oid = atttypid WHERE typcategory = 'A' AND ${OF_TABLE}`;

/**
 * Rows with lists in the form their columns need: arrays or JSON. The server is queried only if
 * there are lists.
 */
export async function forColumns(
  session: Asking,
  table: string,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  if (!rows.some(({ values }) => values.some((value) => value instanceof ListValue))) return rows;
  const [answer] = await session.query(ARRAYS, [quoteTable(dialect, table)]);
  const arrays = new Set(answer!.rows.map((row) => String(row.attname)));
  return rows.map(({ columns, values }) => ({
    columns,
    values: values.map((value, index) =>
      value instanceof ListValue && !arrays.has(columns[index]!) ? JSON.stringify(value) : value,
    ),
  }));
}

// PGlite's server does not support COPY over its connections.
const SPECIAL = `SELECT relhasrules OR version() ~ 'emcc|wasm' OR EXISTS (SELECT FROM pg_catalog.pg_attribute
  WHERE ${OF_TABLE} AND attidentity = 'a') AS special FROM pg_catalog.pg_class WHERE oid = to_regclass($1)`;

/** True for a table where COPY does not do the same as INSERT: rules, GENERATED ALWAYS. */
export async function isSpecial(session: Asking, table: string): Promise<boolean> {
  const [answer] = await session.query(SPECIAL, [quoteTable(dialect, table)]);
  return answer!.rows[0]?.special !== false;
}
