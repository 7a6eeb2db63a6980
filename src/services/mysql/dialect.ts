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
  // Names of columns ignore the case.
  foldName: (name) => name.toLowerCase(),
  clear: (table) => `TRUNCATE TABLE ${table}`,
  upsert,
};

/** The server finds existing rows by each of the unique keys of the table. */
function upsert({ table, columns, values }: Upsert): string {
  const set = columns.map((name) => `${name} = VALUES(${name})`).join(', ');
  return `INSERT INTO ${table} (${columns.join(', ')}) ${values} ON DUPLICATE KEY UPDATE ${set}`;
}
