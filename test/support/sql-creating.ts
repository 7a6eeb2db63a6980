import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../src/core/definition/call-options.js';
import { AbortedError, InputError, ServiceError } from '../../src/core/errors/errors.js';
import { typed } from './context.js';
import { failure } from './failure.js';
import { folder } from './folder.js';
import type { Input, SqlMethod, SqlService } from './sql-service.js';

/** As they come from CSV. */
const TEXTS = {
  id: '1',
  zip: '01234',
  whole: '9007199254740993',
  huge: '123456789012345678901',
  price: '1.50',
  paid: 'true',
  born: '2026-01-31',
  missing: null,
  note: '',
  mixed: '5',
};

const OTHERS = { ...TEXTS, id: '2', huge: '-7', price: '20', paid: 'false', mixed: 'five' };

/** Rows for a table that is not there yet, in a real database. */
export function sqlCreating(title: string, service: SqlService): void {
  const run = (name: string) => Reflect.get(service.methods, name) as SqlMethod;
  const at = (table: string) => ({ table, [service.param]: service.address });
  const add = (table: string, more: Input) => run('addRecords')({ ...at(table), ...more });
  const get = async (table: string) =>
    (await run('getRecords')({ ...at(table), order: { id: 'ASC' } })).data;
  const isThere = async (table: string) =>
    (await run('getTableInformation')(at(table))).data!.length > 0;

  describe(`a new table for rows in ${title}`, () => {
    it('has types that keep every value', async () => {
      const rows = [TEXTS, OTHERS];
      expect(await add('new_created', { rows, create: true })).toMatchObject({
        result: true,
        rows: 2,
      });
      const [first, second] = (await get('new_created'))!;
      expect(first).toEqual({ ...TEXTS, id: 1, ...service.created });
      expect(second).toMatchObject({ id: 2, huge: '-7', mixed: 'five', note: '', missing: null });
    });

    it('is used as it is if it exists, and one without values has text columns', async () => {
      const rows = [{ id: 1, later: null }];
      await add('new_again', { rows, create: true });
      await add('new_again', { rows: [{ id: 2, later: 'text' }], create: true });
      expect(await get('new_again')).toEqual([...rows, { id: 2, later: 'text' }]);
    });

    it('has the types and the further columns that are told', async () => {
      const columns = { id: service.types.key, more: service.types.whole };
      await add('new_told', { rows: [{ name: 'Ann', id: 7 }], create: true, columns });
      const found = (await get('new_told'))!;
      expect(Object.entries(found[0]!)).toEqual([
        ['more', null],
        ['name', 'Ann'],
        ['id', 7],
      ]);
      const twice = add('new_told', { rows: [{ id: 7 }] });
      expect(await failure(twice, ServiceError)).toMatchObject({
        reason: service.reasons.duplicate,
      });
    });

    it('is not there after an abort while rows of a file are written', async () => {
      const rows = join(await folder(), 'rows.csv');
      const lines = Array.from({ length: 30_000 }, (_, id) => `${id},Name ${id}\n`);
      await writeFile(rows, `id,name\n${lines.join('')}`);
      const controller = new AbortController();
      // In the second reading, when the table is there.
      const onProgress = ({ done, total = 0 }: Progress) => {
        if (done > total / 2) controller.abort();
      };
      const call = { signal: controller.signal, onProgress };
      const input = { ...at('new_aborted'), rows, create: true };
      const adding = run('addRecords').definition.invoke(input, {
        ...{ sources: typed().sources, call },
      });
      await failure(adding, AbortedError);
      expect(await isThere('new_aborted')).toBe(false);
    });

    it('is not there after a failure', async () => {
      const columns = { id: service.types.key };
      const rows = [{ id: 1 }, { id: 2 }, { id: 1 }];
      const error = await failure(add('new_failed', { rows, create: true, columns }), ServiceError);
      expect(error.message).toContain('rows[2]');
      expect(await isThere('new_failed')).toBe(false);
      const single = add('new_failed', { rows, create: true, columns, transaction: false });
      expect(await failure(single, ServiceError)).toMatchObject({ partial: { rows: 2 } });
      expect(await get('new_failed')).toEqual([{ id: 1 }, { id: 2 }]);
    });

    it('has the key by which EnsureRecords finds rows', async () => {
      const { namesKeys, types } = service;
      const key = namesKeys
        ? { keyFields: ['name'] }
        : { columns: { name: `${types.indexed} PRIMARY KEY` } };
      const ensure = (age: number) => {
        const rows = [{ id: 1, name: 'Ann', age }];
        return run('ensureRecords')({ ...at('new_ensured'), rows, create: true, ...key });
      };
      await ensure(30);
      await ensure(31);
      expect(await get('new_ensured')).toEqual([{ id: 1, name: 'Ann', age: 31 }]);
    });

    it('belongs to the transaction of the caller, or is refused in it', async () => {
      await using connection = await service.open();
      const query = (sql: string) => run('executeSQLQuery')({ sql, [service.param]: connection });
      await query(service.begin);
      const adding = run('addRecords')({
        ...{ table: 'new_undone', rows: [{ id: 1 }], create: true },
        [service.param]: connection,
      });
      if (title === 'MariaDB') {
        expect((await failure(adding, InputError)).message).toMatch(/would end your transaction/);
      } else await adding;
      await query('ROLLBACK');
      expect(await isThere('new_undone')).toBe(false);
    });

    it('needs columns, and --cols needs it', async () => {
      const empty = await failure(add('new_none', { rows: [], create: true }), InputError);
      expect(empty.message).toMatch(/: rows is empty/);
      const columns = { id: 'INT' };
      const unused = await failure(add('new_none', { rows: [{ id: 1 }], columns }), InputError);
      expect(unused.message).toMatch(/: columns is only for a new table/);
    });
  });

  describe(`names of fields in ${title}`, () => {
    it('become those of their columns', async () => {
      const rows = [
        { No: 1, 'Full name': 'Ann' },
        { 'Full name': 'Bob', No: 2, age: 5 },
      ];
      const map = { No: 'id', 'Full name': 'name' };
      await add('new_mapped', { rows, map, create: true });
      expect(await get('new_mapped')).toEqual([
        { id: 1, name: 'Ann', age: null },
        { id: 2, name: 'Bob', age: 5 },
      ]);
    });

    it('are errors if no row has them, or two would be one', async () => {
      const rows = [{ id: 1, name: 'Ann' }];
      const unknown = await failure(add('new_mapped', { rows, map: { Name: 'x' } }), InputError);
      expect(unknown.message).toContain(
        'map: no row has the field "Name"; the fields are "id", "name"',
      );
      const twice = await failure(add('new_mapped', { rows, map: { name: 'id' } }), InputError);
      expect(twice.message).toContain('map: two fields are named "id"');
      const wrong = await failure(add('new_mapped', { rows, map: { name: 5 } }), InputError);
      expect(wrong.message).toMatch(/: map\.name must be the name of a column/);
    });
  });
}
