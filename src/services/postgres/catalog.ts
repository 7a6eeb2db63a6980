import { quoteTable, type Statement } from '../../core/sql/dialect.js';
import type { Row } from '../../core/sql/statements.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { dialect } from './dialect.js';
import { forType, needsType, TRAITS, type TypeTraits } from './parameter-types.js';

/** Runs queries on the server. */
interface Asking {
  query(sql: string, values: readonly unknown[]): Promise<{ rows: JsonRecord[] }[]>;
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

const TYPES = `SELECT attname, ${TRAITS} FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_type t
ON t.oid = atttypid WHERE ${OF_TABLE}`;

/**
 * Rows in the form their columns need: a list as an array or as JSON, the number 1.0 as an integer.
 * The server is queried only if there are such values.
 */
export async function forColumns(
  session: Asking,
  table: string,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  if (!rows.some(({ values }) => values.some(needsType))) return rows;
  const [answer] = await session.query(TYPES, [quoteTable(dialect, table)]);
  const traits = new Map(answer!.rows.map((row) => [String(row.attname), traitsOf(row)]));
  return rows.map(({ columns, values }) => ({
    columns,
    values: values.map((value, index) => forType(value, traits.get(columns[index]!) ?? NEITHER)),
  }));
}

const NEITHER: TypeTraits = { isArray: false, isInteger: false };

function traitsOf(row: JsonRecord): TypeTraits {
  return { isArray: row.is_array === true, isInteger: row.is_integer === true };
}

const OF_TYPES = `SELECT t.oid, ${TRAITS} FROM pg_catalog.pg_type t
WHERE t.oid = ANY (string_to_array($1, ',')::oid[])`;

/** The values of a statement in the form its parameters need. */
export async function forParameters(
  session: Asking,
  oids: readonly number[],
  values: readonly unknown[],
): Promise<unknown[]> {
  const [answer] = await session.query(OF_TYPES, [oids.join(',')]);
  const traits = new Map(answer!.rows.map((row) => [Number(row.oid), traitsOf(row)]));
  return values.map((value, index) => forType(value, traits.get(oids[index]!) ?? NEITHER));
}

// PGlite's server does not support COPY over its connections.
const SPECIAL = `SELECT relhasrules OR version() ~ 'emcc|wasm' OR EXISTS (SELECT FROM pg_catalog.pg_attribute
  WHERE ${OF_TABLE} AND attidentity = 'a') AS special FROM pg_catalog.pg_class WHERE oid = to_regclass($1)`;

/** True for a table where COPY does not do the same as INSERT: rules, GENERATED ALWAYS. */
export async function isSpecial(session: Asking, table: string): Promise<boolean> {
  const [answer] = await session.query(SPECIAL, [quoteTable(dialect, table)]);
  return answer!.rows[0]?.special !== false;
}
