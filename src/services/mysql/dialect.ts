import type { ColumnValues } from '../../core/sql/column-values.js';
import type { Dialect, Upsert } from '../../core/sql/dialect.js';

/** MySQL's SQL, which MariaDB understands. */
export const dialect: Dialect = {
  title: 'MySQL',
  quotes: [['`', '`']],
  placeholder: () => '?',
  maxParams: 65_535,
  maxRows: 1000,
  comparisons: ['<=>', 'REGEXP', 'NOT REGEXP', 'RLIKE', 'NOT RLIKE', 'SOUNDS LIKE'],
  same: ['<=>'],
  limit: 'limit',
  addColumn: 'ADD COLUMN',
  altersAtOnce: true,
  formsAll: true,
  columnType,
  // Names of columns ignore the case.
  foldName: (name) => name.toLowerCase(),
  clear: (table) => `TRUNCATE TABLE ${table}`,
  upsert,
};

function columnType({ kind, whole, scale, isLong, length }: ColumnValues, isKey: boolean): string {
  if (kind === 'decimal' || (kind === 'integer' && isLong)) {
    if (whole + scale <= 65 && scale <= 30) return `DECIMAL(${whole + scale}, ${scale})`;
    return 'TEXT';
  }
  if (kind !== 'text') return TYPES[kind];
  // A key must have a length. TEXT has 65,535 bytes, and a character up to 4.
  if (isKey) return 'VARCHAR(255)';
  return length > 16_000 ? 'LONGTEXT' : 'TEXT';
}

const TYPES = {
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  json: 'JSON',
  bytes: 'LONGBLOB',
} as const;

/** The server finds existing rows by each of the unique keys of the table. */
function upsert({ table, columns, values }: Upsert): string {
  const set = columns.map((name) => `${name} = VALUES(${name})`).join(', ');
  return `INSERT INTO ${table} (${columns.join(', ')}) ${values} ON DUPLICATE KEY UPDATE ${set}`;
}
