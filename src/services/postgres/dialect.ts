import type { ColumnValues } from '../../core/sql/column-values.js';
import type { Dialect, Upsert } from '../../core/sql/dialect.js';

/** PostgreSQL's SQL. Names are quoted, so they are case-sensitive. */
export const dialect: Dialect = {
  title: 'PostgreSQL',
  quotes: [['"', '"']],
  // Without a cast: the column decides what a value becomes.
  placeholder: (index) => `$${index}`,
  maxParams: 65_535,
  maxRows: 1000,
  comparisons: [
    ...['ILIKE', 'NOT ILIKE', 'SIMILAR TO', 'NOT SIMILAR TO', '~', '~*', '!~', '!~*'],
    ...['IS DISTINCT FROM', 'IS NOT DISTINCT FROM', '@>', '<@', '&&', '<<', '>>', '@@'],
  ],
  same: ['IS NOT DISTINCT FROM', 'IS DISTINCT FROM'],
  limit: 'limit',
  addColumn: 'ADD COLUMN',
  columnType,
  foldName: (name) => name,
  clear: (table) => `TRUNCATE TABLE ${table}`,
  upsert,
};

function columnType({ kind, isLong }: ColumnValues): string {
  return kind === 'integer' && isLong ? 'NUMERIC' : TYPES[kind];
}

const TYPES: Readonly<Record<ColumnValues['kind'], string>> = {
  integer: 'BIGINT',
  decimal: 'NUMERIC',
  boolean: 'BOOLEAN',
  date: 'DATE',
  json: 'JSONB',
  bytes: 'BYTEA',
  text: 'TEXT',
};

function upsert({ table, columns, values, keys, others }: Upsert): string {
  // Only a dry run does not know the keys: it does not query the server.
  const target = keys.length > 0 ? keys.join(', ') : '/* PRIMARY KEY of the table */';
  const set = others.map((name) => `${name} = EXCLUDED.${name}`).join(', ');
  const action = set ? `DO UPDATE SET ${set}` : 'DO NOTHING';
  return `INSERT INTO ${table} (${columns.join(', ')}) ${values} ON CONFLICT (${target}) ${action}`;
}
