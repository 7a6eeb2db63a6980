import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import metrika from './index.js';
import { start, TOKEN } from './testing/stand-in.js';

let server: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  server = await start();
});
afterEach(() => {
  server.reset();
  server.counters.clear();
});

const token = TOKEN;
const at = () => ({ baseUrl: server.url });
const lines = () => server.requests.map(({ method, path }) => `${method} ${path}`);

describe('a tag', () => {
  test('is created and renamed with its name in an object', async () => {
    await metrika.createTag({ token, name: 'Shops' }, at());
    await metrika.updateTag({ token, tag: 52431, name: 'Teas' }, at());
    expect(server.calls.map(({ values }) => values)).toEqual([
      { label: { name: 'Shops' } },
      { labelId: '52431', label: { name: 'Teas' } },
    ]);
    expect(server.requests[0]!.headers.authorization).toBe(`OAuth ${TOKEN}`);
  });
});

describe('a change of a counter', () => {
  const counter = {
    ...{ id: 7, name: 'Tea', favorite: true },
    goals: [{ id: 1, name: 'Order', type: 'url' }],
    filters: [{ id: 2, attr: 'url', type: 'equal', value: '/admin' }],
    operations: [{ id: 3, action: 'to_lower', attr: 'url' }],
    grants: [{ user_login: 'ann', perm: 'view' }],
    labels: [{ id: 4, name: 'Shops' }],
    mirrors2: [{ site: 'tea.example.com' }],
  };

  test('keeps the lists that it does not name', async () => {
    server.counters.set(7, counter);
    await metrika.updateCounter({ token, counter: 7, fields: { name: 'Tea house' } }, at());
    expect(server.counters.get(7)).toEqual({ ...counter, name: 'Tea house' });
    expect(server.calls[1]!.values.counter).not.toHaveProperty('favorite');
  });

  test('replaces the lists that it names, and those marked for it', async () => {
    server.counters.set(7, counter);
    const fields = { goals: [], mirrors_remove: 1 };
    await metrika.updateCounter({ token, counter: '7', fields }, at());
    const changed = server.counters.get(7);
    expect(changed).toMatchObject({ goals: [], operations: counter.operations });
    expect(changed).not.toHaveProperty('mirrors2');
  });

  test('of a missing counter changes nothing', async () => {
    const missing = metrika.updateCounter({ token, counter: 404, fields: { name: 'x' } }, at());
    const error = await failure(missing, HttpError);
    expect(error).toMatchObject({ status: 404, reason: 'not_found' });
    expect(lines()).toHaveLength(1);
  });

  test('with an unknown field is refused, and names the nearest', async () => {
    const wrong = metrika.updateCounter({ token, counter: 7, fields: { nmae: 'x' } }, at());
    const error = await failure(wrong, InputError);
    expect(error.message).toContain('unknown field "nmae"');
    expect(error.hint).toBe('Did you mean name?');
    expect(server.requests).toEqual([]);
  });
});

describe('the list of counters', () => {
  const seed = (count: number) => {
    for (let id = 1; id <= count; id++) server.counters.set(id, { id, name: `Tea ${id}` });
  };

  test('has all pages, counted from 1', async () => {
    seed(2100);
    const ids: unknown[] = [];
    for await (const { id } of await metrika.getCountersList.stream({ token }, at())) ids.push(id);
    expect([ids.length, new Set(ids).size]).toEqual([2100, 2100]);
    expect(lines()).toEqual([
      'GET /management/v1/counters?per_page=1000',
      'GET /management/v1/counters?per_page=1000&offset=1001',
      'GET /management/v1/counters?per_page=1000&offset=2001',
    ]);
  });

  test('has the filter, the start and the size of pages that a caller sets', async () => {
    seed(10);
    const filter = { counter_ids: [1, 2], per_page: 4, offset: 3, search_string: '' };
    const ids: unknown[] = [];
    for await (const { id } of await metrika.getCountersList.stream({ token, filter }, at())) {
      ids.push(id);
    }
    expect(ids).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect(server.calls.map(({ values }) => values)).toEqual([
      { counter_ids: [1, 2], per_page: 4, offset: 3 },
      { counter_ids: [1, 2], per_page: 4, offset: 7 },
    ]);
    const { more } = { more: metrika.getCountersList.definition.more! };
    const page = await metrika.getCountersList({ token, filter: { per_page: 4 } }, at());
    expect(more(page)).toBe(true);
    expect(more(await metrika.getCountersList({ token }, at()))).toBe(false);
  });

  test('of one page asks once', async () => {
    const stream = await metrika.getCountersList.stream({ token }, at());
    for await (const _ of stream) expect.unreachable();
    expect(server.requests).toHaveLength(1);
  });

  test('refuses an unknown condition', async () => {
    const wrong = metrika.getCountersList({ token, filter: { perpage: 5 } }, at());
    expect((await failure(wrong, InputError)).hint).toBe('Did you mean per_page?');
  });
});

describe('an error', () => {
  test('has the code and the words of Metrica, and a hint', async () => {
    const error = await failure(
      metrika.getTagsList({ token: `${TOKEN}x` }, { ...at(), retries: 0 }),
      HttpError,
    );
    expect(error).toMatchObject({ status: 401, reason: 'invalid_token' });
    expect(error.message).toContain('Invalid oauth_token');
    expect(error.hint).toContain('RefreshToken');
  });

  test('of a limit is retried for a read', async () => {
    server.fail('rate limit');
    await metrika.getTagsList({ token }, { ...at(), retries: 1 });
    expect(server.requests).toHaveLength(2);
  });
});

test('a structure shows what a field means, or nothing', async () => {
  const full = await metrika.getCounterStructure({});
  expect(full).toMatchObject({ name: '<name>', webvisor: { wv_version: 2 } });
  expect(await metrika.getCounterFilterStructure({ empty: true })).toMatchObject({ sort: '' });
});
