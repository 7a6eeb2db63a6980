import { appendFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { typed } from '../../../test/support/context.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { AbortedError, InputError } from '../../core/errors/errors.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import * as sqlite from './index.js';
import { newPath } from './testing/database.js';

const columns = { n: 'INTEGER PRIMARY KEY', text: 'TEXT' };
const all = async (db: string) => (await sqlite.getRecords({ db, table: 't' })).data;

async function* counted(count: number, last?: unknown): AsyncGenerator<JsonRecord> {
  for (let n = 1; n <= count; n++) yield { n, text: `Row ${n}` };
  if (last !== undefined) yield last as JsonRecord;
}

it('takes rows of an iterable, and of one that waits', async () => {
  const on = { db: newPath(), table: 't' };
  await sqlite.createTable({ ...on, columns });
  expect(await sqlite.addRecords({ ...on, rows: counted(2500) })).toMatchObject({ rows: 2500 });
  const set = new Set([{ n: 9000, text: 'x' }]);
  expect(await sqlite.ensureRecords({ ...on, rows: set })).toMatchObject({ rows: 1 });
  const found = await all(on.db);
  expect([found.length, found[1], found.at(-1)]).toEqual([
    2501,
    { n: 2, text: 'Row 2' },
    { n: 9000, text: 'x' },
  ]);
});

it('creates a table for the rows of an iterable', async () => {
  const on = { db: newPath(), table: 't' };
  const rows = counted(1500, { n: '007', text: null });
  await sqlite.addRecords({ ...on, rows, create: true });
  expect((await all(on.db)).at(-1)).toEqual({ n: '007', text: null });
});

it.each([
  ['is no record', [1], 'rows[1500] must be a JSON object'],
  ['has a value that cannot be stored', { n: Number.NaN }, 'rows[1500].n must be a finite number'],
  ['the database refuses', { n: 1 }, 'rows[1500]: UNIQUE constraint failed'],
])('adds no row if one of an iterable %s', async (_, last, message) => {
  const on = { db: newPath(), table: 't' };
  await sqlite.createTable({ ...on, columns });
  const adding = sqlite.addRecords({ ...on, rows: counted(1500, last) });
  await expect(adding).rejects.toThrow(message);
  expect(await all(on.db)).toEqual([]);
});

it('says how many rows were added if there was no transaction', async () => {
  const on = { db: newPath(), table: 't' };
  await sqlite.createTable({ ...on, columns });
  const rows = counted(1500, [1]);
  const adding = sqlite.addRecords({ ...on, rows, transaction: false });
  const error = await failure(adding, InputError);
  expect(error.message).toContain('1000 rows before that were added');
  expect(error.partial).toEqual({ result: true, rows: 1000, errors: [] });
  expect(await all(on.db)).toHaveLength(1000);
});

it('adds no row after an abort', async () => {
  const on = { db: newPath(), table: 't' };
  await sqlite.createTable({ ...on, columns });
  const controller = new AbortController();
  async function* endless() {
    for (let n = 1; ; n++) {
      if (n === 5000) controller.abort();
      yield { n };
    }
  }
  const { signal } = controller;
  await failure(sqlite.addRecords({ ...on, rows: endless() }, { signal }), AbortedError);
  expect(await all(on.db)).toEqual([]);
});

it('refuses a file that changes between its two readings', async () => {
  const rows = join(await folder(), 'rows.csv');
  await writeFile(rows, 'n\n1\n2\n');
  const db = newPath();
  let isChanged = false;
  const onProgress = () => {
    if (!isChanged) appendFileSync(rows, '12345678901234567890\n');
    isChanged = true;
  };
  const input = { db, table: 't', rows, create: true };
  const { sources } = typed();
  const adding = sqlite.addRecords.definition.invoke(input, { sources, call: { onProgress } });
  const error = await failure(adding, InputError);
  expect(error.message).toContain('rows.csv was changed while it was read');
  await expect(all(db)).rejects.toThrow(/no such table|does not exist/);
});
