import { quoteTable, type Statement } from '../../core/sql/dialect.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { dialect } from './dialect.js';
import type { TypeTraits } from './pending.js';

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

const TYPES = `SELECT attname, atttypid FROM pg_catalog.pg_attribute WHERE ${OF_TABLE}`;

/** The types of a table's columns, by name. */
export async function columnTypes(session: Asking, table: string): Promise<Map<string, number>> {
  const [answer] = await session.query(TYPES, [quoteTable(dialect, table)]);
  return new Map(answer!.rows.map((row) => [String(row.attname), Number(row.atttypid)]));
}

// A domain has the traits of its type, an array of domains those of its elements.
const TRAITS = `WITH RECURSIVE found (type, part, is_array) AS (
  SELECT oid, oid, false FROM pg_catalog.pg_type
  WHERE oid = ANY (string_to_array($1, ',')::oid[])
  UNION ALL
  SELECT type, CASE typtype WHEN 'd' THEN typbasetype ELSE typelem END, is_array OR typtype <> 'd'
  FROM found JOIN pg_catalog.pg_type ON oid = part WHERE typtype = 'd' OR typcategory = 'A'
)
SELECT type, is_array, oid IN (20, 21, 23, 26) AS is_integer, oid IN (114, 3802) AS is_json
FROM found JOIN pg_catalog.pg_type ON oid = part WHERE typtype <> 'd' AND typcategory <> 'A'`;

/** What must be known of types, by their OIDs, to write values for them. */
export async function typeTraits(
  session: Asking,
  oids: readonly number[],
): Promise<[oid: number, traits: TypeTraits][]> {
  const [answer] = await session.query(TRAITS, [oids.join(',')]);
  return answer!.rows.map((row) => [
    Number(row.type),
    {
      isArray: row.is_array === true,
      isInteger: row.is_integer === true,
      isJson: row.is_json === true,
    },
  ]);
}

// PGlite's server does not support COPY over its connections.
const SPECIAL = `SELECT relhasrules OR version() ~ 'emcc|wasm' OR EXISTS (SELECT FROM pg_catalog.pg_attribute
  WHERE ${OF_TABLE} AND attidentity = 'a') AS special FROM pg_catalog.pg_class WHERE oid = to_regclass($1)`;

/** True for a table where COPY does not do the same as INSERT: rules, GENERATED ALWAYS. */
export async function isSpecial(session: Asking, table: string): Promise<boolean> {
  const [answer] = await session.query(SPECIAL, [quoteTable(dialect, table)]);
  return answer!.rows[0]?.special !== false;
}
