import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { HttpError } from '../../core/errors/errors.js';
import airtable from './index.js';
import { start, TOKEN } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const token = TOKEN;
const base = 'appLkNDICXNqxSDhG';
const table = 'Tasks / to do';
const at = () => ({ baseUrl: server.url });
const lines = () => server.requests.map(({ method, path }) => `${method} ${path}`);

describe('records', () => {
  const data = Array.from({ length: 25 }, (_, n) => ({ Title: `Task ${n}` }));

  test('are created ten at a time, and gathered', async () => {
    const { records } = await airtable.createPosts({ token, base, table, data }, at());
    expect(records.map(({ fields }) => fields)).toEqual(data);
    expect(server.calls.map(({ values }) => (values.records as []).length)).toEqual([10, 10, 5]);
    expect(lines()[0]).toBe(`POST /v0/${base}/Tasks%20%2F%20to%20do`);
  });

  test('that fail in the middle say which are left', async () => {
    const wrong = data.map((one, n) => (n === 12 ? { Nope: 1 } : one));
    const create = airtable.createPosts({ token, base, table, data: wrong }, at());
    const error = await failure(create, HttpError);
    expect(error).toMatchObject({ status: 422 });
    expect(error.partial).toHaveLength(10);
    expect(error.message).toContain('10 of 25 were created. For the others, pass data[10]');
    expect(error.message).toContain('Check the names of the fields');
  });

  test('that fail at once have no partial result', async () => {
    const create = airtable.createPosts({ token, base, table, data: [{ Nope: 1 }] }, at());
    expect((await failure(create, HttpError)).partial).toBeUndefined();
  });

  test('are deleted ten at a time', async () => {
    const ids = Array.from({ length: 12 }, (_, n) => `rec${n}`);
    const { records } = await airtable.deleteRecords({ token, base, table, records: ids }, at());
    expect(records).toEqual(ids.map((id) => ({ id, deleted: true })));
    expect(lines()[1]).toContain('?records%5B%5D=rec10&records%5B%5D=rec11');
  });

  test('are listed page by page, with a formula of any length', async () => {
    server.seed('listRecords', 250, table);
    const formula = `OR(${Array.from({ length: 3000 }, (_, n) => `{N}=${n}`).join()})`;
    let count = 0;
    const list = airtable.getListOfRecords.stream({ token, base, table, formula }, at());
    for await (const _ of await list) count++;
    expect([count, server.requests.length]).toEqual([250, 3]);
    expect(server.calls[0]!.values.filterByFormula).toBe(formula);
  });
});

describe('an error of Airtable', () => {
  test('has a code in an object, or alone', async () => {
    server.fail('not found', 'operation');
    const hidden = await failure(airtable.getDatabaseTables({ token, base }, at()), HttpError);
    expect(hidden.hint).toContain('access to this base');
    const missing = await failure(airtable.getDatabaseTables({ token, base }, at()), HttpError);
    expect(missing.message).toContain('NOT_FOUND');
    expect(missing.hint).toContain('Check the IDs');
  });

  test('that is a rate limit is waited for 30 seconds, or ends the call', async () => {
    server.fail('rate limit');
    // The deadline is sooner: the error comes at once.
    const slow = airtable.getListOfBases({ token }, { ...at(), timeout: 5_000 });
    expect(await failure(slow, HttpError)).toMatchObject({ status: 429 });
    expect(server.requests).toHaveLength(1);
  });
});

test('a base is created with tables by their names', async () => {
  const field = await airtable.getNumberField({ title: 'Price', precision: 2 });
  const tables = { Goods: [await airtable.getStringField({ title: 'Name' }), field] };
  await airtable.createDatabase({ token, workspace: 'wsp1', title: 'Shop', tables }, at());
  expect(server.calls[0]!.values).toMatchObject({
    workspaceId: 'wsp1',
    tables: [
      { name: 'Goods', fields: [{ type: 'singleLineText' }, { options: { precision: 2 } }] },
    ],
  });
});
