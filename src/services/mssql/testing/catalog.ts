import type Sqlite from 'better-sqlite3';
import { typeIn } from './columns.js';
import type { Result } from './result.js';
import { nameIn, tokensOf } from './translate.js';
import type { Stored } from './values.js';

interface SqliteColumn {
  name: string;
  type: string;
  notnull: bigint;
  dflt_value: string | null;
  pk: bigint;
}

/** The answer to a query of the catalog; undefined for another statement. */
export function catalogAnswer(
  db: Sqlite.Database,
  sql: string,
  bound: Readonly<Record<string, Stored>>,
): Result | undefined {
  if (/INFORMATION_SCHEMA\.COLUMNS/i.test(sql)) return information(columnsOf(db, bound.P1));
  if (/sys\.index_columns/i.test(sql)) {
    const keys = columnsOf(db, bound.P1).filter(({ pk }) => pk > 0n);
    return answer(
      [['name', 'nvarchar(128)']],
      keys.map(({ name }) => [name]),
    );
  }
  return undefined;
}

/** The columns of a table by its quoted name. */
function columnsOf(db: Sqlite.Database, quoted: Stored | undefined): SqliteColumn[] {
  const name = nameIn(tokensOf(String(quoted)).at(-1)!);
  return db.prepare('SELECT * FROM pragma_table_info(?)').all(name) as SqliteColumn[];
}

const FIELDS = [
  ['column_name', 'nvarchar(128)'],
  ['data_type', 'nvarchar(128)'],
  ['character_maximum_length', 'int'],
  ['numeric_precision', 'tinyint'],
  ['numeric_scale', 'int'],
  ['is_nullable', 'varchar(3)'],
  ['column_default', 'nvarchar(4000)'],
] as const;

const DIGITS: Readonly<Record<string, bigint>> = {
  tinyint: 3n,
  smallint: 5n,
  int: 10n,
  bigint: 19n,
};

function information(columns: readonly SqliteColumn[]): Result {
  const rows = columns.map(({ name, type, notnull, dflt_value, pk }) => {
    const found = typeIn(type.replace(/^INTEGER$/, 'int'));
    const hasLength = /char|binary/.test(found.name);
    const isDecimal = /decimal|numeric/.test(found.name);
    const precision = isDecimal ? BigInt(found.size ?? 18) : DIGITS[found.name];
    return [
      name,
      found.name,
      hasLength ? BigInt(found.size ?? -1) : null,
      precision ?? null,
      isDecimal ? BigInt(found.scale) : precision === undefined ? null : 0n,
      notnull || pk ? 'NO' : 'YES',
      dflt_value,
    ];
  });
  return answer(FIELDS, rows);
}

function answer(
  fields: readonly (readonly [name: string, type: string])[],
  rows: readonly Stored[][],
): Result {
  const columns = fields.map(([name, type]) => ({ name, type: typeIn(type) }));
  return { columns, rows: rows[Symbol.iterator]() as IterableIterator<Stored[]> };
}
