import { describe, expect, it } from 'vitest';
import { text } from '../definition/kinds/index.js';
import type { Definition } from '../definition/method.js';
import type { JsonRecord } from '../util/is-record.js';
import type { SqlDatabase } from './database.js';
import type { Dialect } from './dialect.js';
import * as sql from './methods.js';

/** What is specific to the SQL of MySQL, as far as a dry run needs it. */
const dialect: Dialect = {
  title: 'MySQL',
  quotes: [['`', '`']],
  placeholder: () => '?',
  maxParams: 65_535,
  maxRows: 1000,
  comparisons: ['<=>'],
  same: ['<=>'],
  limit: 'limit',
  addColumn: 'ADD COLUMN',
  columnType: () => 'TEXT',
  foldName: (name) => name.toLowerCase(),
  clear: (table) => `TRUNCATE TABLE ${table}`,
  upsert: ({ table, columns, values, others }) =>
    `INSERT INTO ${table} (${columns.join(', ')}) ${values} ON DUPLICATE KEY UPDATE ${others
      .map((name) => `${name} = VALUES(${name})`)
      .join(', ')}`,
};

const on = { connection: text('Connection string', { option: 'dbc', optional: true }) };
const unreachable = (): never => {
  throw new Error('a dry run opened a connection');
};
const database: SqlDatabase<typeof on, JsonRecord> = {
  service: 'mysql',
  dialect,
  readValue: (value) => value,
  on,
  information: (table) => ({
    sql: 'SELECT column_name FROM information_schema.columns WHERE table_name = ?',
    values: [table],
  }),
  use: unreachable,
  stream: unreachable,
};

async function shown(definition: Definition, input: JsonRecord): Promise<string> {
  const dryRun: string[] = [];
  await definition.invoke(input, { dryRun });
  return dryRun.join('\n');
}

describe('the makers of SQL methods', () => {
  const table = 'users';
  const rows = [{ id: 1, name: 'Ann' }];
  const columns = { id: 'INT' };
  const filters = [{ field: 'id', type: '>', value: 1 }];

  it.each([
    [
      sql.getTableInformation(database),
      { table },
      "WHERE table_name = ?;\n-- with the values\n--   1: 'u",
    ],
    [sql.createTable(database), { table, columns }, 'CREATE TABLE `users` (`id` INT);'],
    [
      sql.addTableColumn(database),
      { table, column: 'age', columnType: 'INT' },
      'ALTER TABLE `users` ADD COLUMN `age` INT;',
    ],
    [
      sql.deleteTableColumn(database),
      { table, column: 'age' },
      'ALTER TABLE `users` DROP COLUMN `age`;',
    ],
    [
      sql.ensureTable(database),
      { table, columns },
      '-- if the table does not exist yet\nBEGIN;\nCREATE TABLE `users` (`id` INT);\nCOMMIT;',
    ],
    [sql.clearTable(database), { table }, 'TRUNCATE TABLE `users`;'],
    [sql.deleteTable(database), { table }, 'DROP TABLE `users`;'],
    [sql.createDatabase(database), { base: 'a`b' }, 'CREATE DATABASE `a``b`;'],
    [sql.deleteDatabase(database), { base: 'shop' }, 'DROP DATABASE `shop`;'],
    [
      sql.addRecords(database),
      { table, rows },
      'INSERT INTO `users` (`id`, `name`) VALUES (?, ?);',
    ],
    [
      sql.ensureRecordsByKey(database),
      { table, rows },
      'VALUES (?, ?) ON DUPLICATE KEY UPDATE `id` = VALUES(`id`), `name` = VALUES(`name`);',
    ],
    [
      sql.updateRecords(database),
      { table, values: { age: 31 }, filters },
      'UPDATE `users` SET `age` = ? WHERE `id` > ?;',
    ],
    [
      sql.getRecords(database),
      { table, filters, limit: 5 },
      'SELECT * FROM `users` WHERE `id` > ? LIMIT 5;',
    ],
    [sql.deleteRecords(database), { table, filters: 'all' }, 'DELETE FROM `users`;'],
    [
      sql.deleteRecords(database),
      { table, filters: { field: 'id', type: 'IS NOT', value: 1 } },
      'DELETE FROM `users` WHERE NOT (`id` <=> ?);',
    ],
    [
      sql.executeSQLQuery(database, { sql: text('Query'), run: unreachable, stream: unreachable }),
      { sql: 'SELECT ?; ', parameters: [1] },
      'SELECT ?;\n-- with the values\n--   1: 1',
    ],
  ])('show their SQL in a dry run: %#', async ({ definition }, input, wanted) => {
    expect(definition).toMatchObject({ service: 'mysql', offline: false, dryRun: true });
    const names = Object.keys(definition.params);
    // What the reference does not have comes last.
    const ours = names.includes('create') ? ['create', 'columns', 'map'] : [];
    expect(names.slice(names.indexOf('connection'))).toEqual(['connection', ...ours]);
    expect(await shown(definition, input)).toContain(wanted);
  });

  it('leave out the key fields if a caller cannot name them', () => {
    expect(Object.keys(sql.ensureRecordsByKey(database).definition.params)).not.toContain(
      'keyFields',
    );
    expect(Object.keys(sql.ensureRecords(database).definition.params)).toContain('keyFields');
  });

  it('may use another option for the database in one method', () => {
    const other = { connection: { ...on.connection, option: 'db' } };
    const { params } = sql.ensureRecords(database, other).definition;
    expect(params.connection).toMatchObject({ option: 'db' });
    expect(sql.addRecords(database).definition.params.connection).toMatchObject({ option: 'dbc' });
  });

  it('have streams and rows if there are any', () => {
    expect(sql.getRecords(database).definition.streams).toBe(true);
    expect(sql.getRecords(database).definition.rows?.({ result: true, data: rows })).toEqual(rows);
    expect(sql.addRecords(database).definition.streams).toBe(false);
  });
});
