import type { ColumnValues } from '../../core/sql/column-values.js';
import type { Dialect, Upsert } from '../../core/sql/dialect.js';

/** Transact-SQL. */
export const dialect: Dialect = {
  title: 'SQL Server',
  quotes: [
    ['[', ']'],
    ['"', '"'],
  ],
  // In a database whose collation distinguishes case, @p1 would be another one.
  placeholder: (index) => `@P${index}`,
  // Of 2100, two are the statement and the types of its values.
  maxParams: 2098,
  maxRows: 1000,
  comparisons: ['!<', '!>'],
  // IS DISTINCT FROM exists only since SQL Server 2022.
  same: ['=', (name, value) => `(${name} <> ${value} OR ${name} IS NULL)`],
  limit: 'top',
  addColumn: 'ADD',
  begin: 'BEGIN TRANSACTION',
  formsAll: true,
  columnType,
  // Most databases ignore the case of names.
  foldName: (name) => name.toLowerCase(),
  clear: (table) => `TRUNCATE TABLE ${table}`,
  upsert,
};

function columnType({ kind, whole, scale, isLong }: ColumnValues, isKey: boolean): string {
  // A key of an index has at most 900 bytes.
  const text = isKey ? 'NVARCHAR(450)' : 'NVARCHAR(MAX)';
  if (kind === 'decimal' || (kind === 'integer' && isLong)) {
    return whole + scale <= 38 ? `DECIMAL(${whole + scale}, ${scale})` : text;
  }
  return kind === 'text' || kind === 'json' ? text : TYPES[kind];
}

const TYPES = {
  integer: 'BIGINT',
  boolean: 'BIT',
  date: 'DATE',
  bytes: 'VARBINARY(MAX)',
} as const;

/**
 * Row by row, so that the last one of the same key wins. The lock of the range keeps others from adding
 * the same key in between; MERGE needs it too, and fails if two rows have the same key.
 */
function upsert({ table, columns, rows, keys, others }: Upsert): string {
  return rows.map((values) => upsertRow(table, columns, values, keys, others)).join(';\n');
}

function upsertRow(
  table: string,
  columns: readonly string[],
  values: readonly string[],
  keys: readonly string[],
  others: readonly string[],
): string {
  const fold = (name: string) => dialect.foldName(name);
  const placeholderOf = (name: string) =>
    values[columns.findIndex((column) => fold(column) === fold(name))] ?? 'NULL';
  const equal = (names: readonly string[], glue: string) =>
    names.map((name) => `${name} = ${placeholderOf(name)}`).join(glue);
  // A dry run does not ask for the PRIMARY KEY.
  const where = keys.length > 0 ? equal(keys, ' AND ') : '/* the fields of the PRIMARY KEY */';
  const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`;
  const lock = 'WITH (UPDLOCK, HOLDLOCK)';
  if (others.length === 0) {
    return `IF NOT EXISTS (SELECT 1 FROM ${table} ${lock} WHERE ${where}) ${insert}`;
  }
  const set = equal(others, ', ');
  return `UPDATE ${table} ${lock} SET ${set} WHERE ${where}; IF @@ROWCOUNT = 0 ${insert}`;
}
