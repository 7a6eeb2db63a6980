import { describe, expect, expectTypeOf, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { type Handler, json, start } from '../../../test/support/server.js';
import { flag, list, number, record, secret, text, texts } from '../definition/kinds/index.js';
import { HttpError, InputError, ResponseError } from '../errors/errors.js';
import { oauthToken } from './oauth/oauth-token.js';
import { RotatingToken } from './oauth/rotating-token.js';
import { rest } from './table.js';
import { commaSeparated, yesNo } from './values.js';

/** A service as a `wire.ts` defines it: cursors, a key in a header, errors with status 200. */
const {
  table,
  read,
  write,
  remove,
  list: pages,
  custom,
  send,
} = rest({
  service: 'shop',
  first: { url: text('Address') },
  last: { key: secret('Key', { optional: true }) },
  target: ({ url, key }) => ({
    base: url,
    token: key,
    headers: { 'x-version': '2' },
    query: { lang: 'en' },
  }),
  path: (name) => `${name}.json`,
  policy: {
    refusal: ({ ok, error, wait }) =>
      ok === false
        ? { reason: String(error), status: wait ? 429 : undefined, hint: 'Check the ID.' }
        : undefined,
    retryAfter: ({ body }) => (body as { wait?: number }).wait,
  },
  pager: {
    next: ({ cursor }) => (cursor ? { cursor } : undefined),
    largest: { limit: 100 },
  },
});

const id = text('ID', { example: '1' });

const orders = table({
  /** Gets an order. */
  getOrder: read('GET /orders/{id}', { id }),
  /** Changes an order. */
  changeOrder: write('PATCH /orders/{id}', {
    id,
    title: text('Title', { optional: true }),
    parent: text('Parent', { optional: true, field: 'parent.page_id' }),
    icon: text('Icon', { optional: true, field: 'parent.icon' }),
    hidden: flag('Hidden', { optional: true, field: 'hide', as: yesNo }),
    tags: list(texts, 'Tags', { optional: true, in: 'query', as: commaSeparated }),
    trace: text('Trace', { optional: true, in: 'header', field: 'x-trace' }),
  }),
  /** Deletes an order. */
  deleteOrder: remove('DELETE /orders/{id}', { id, hard: flag('Permanently', { default: false }) }),
  /** Adds a note. */
  addNote: write('notes.add', { text: text('Text') }, { fixed: { kind: 'note' } }),
  /** Lists orders. */
  getOrders: pages('GET /orders', 'data.orders', {
    state: text('State', { optional: true }),
    limit: number('Orders in a page', { optional: true }),
  }),
  /** Creates an order. */
  createOrder: write('orders.create', {
    id,
    fields: record('Fields', { spread: true }),
  }),
  /** Lists customers. */
  getCustomers: pages(
    'customers',
    'rows',
    {},
    { pager: { next: ({ next }) => (next ? { next } : undefined) } },
  ),
  /** Copies an order. */
  copyOrder: custom({
    effect: 'write',
    params: { id },
    async run(args, call) {
      const found = await send(call, args, 'GET /orders/{id}', { id: args.id });
      return send(call, args, 'orders.add', { title: found.title });
    },
  }),
});

const ok: Handler = (_request, response) => json(response, { ok: true });

async function sent(run: (url: string) => Promise<unknown>) {
  const server = await start(ok);
  await run(server.url);
  const [{ method, path, headers, body }] = server.requests as [(typeof server.requests)[0]];
  return { line: `${method} ${path}`, headers, body: body.toString() };
}

describe('a row', () => {
  test('sends the fields of a record next to the others', async () => {
    const fields = { title: 'T', 'size.x': 1 };
    const { body } = await sent((url) => orders.createOrder({ url, id: '5', fields }));
    expect(JSON.parse(body)).toEqual({ id: '5', title: 'T', 'size.x': 1 });
  });

  test('has the name of its key, and the params of every method around its own', () => {
    const { definition } = orders.changeOrder;
    expect(`${definition.service} ${definition.name}`).toBe('shop ChangeOrder');
    expect(definition.effect).toBe('write');
    const keys = ['url', 'id', 'title', 'parent', 'icon', 'hidden', 'tags', 'trace', 'key'];
    expect(Object.keys(definition.params)).toEqual(keys);
  });

  test('has types', () => {
    expectTypeOf(orders.getOrder).parameter(0).toEqualTypeOf<{
      url: string;
      id: string;
      key?: string | undefined;
    }>();
    expectTypeOf(orders.getOrder.stream).toEqualTypeOf<undefined>();
  });

  test('puts each value in its place', async () => {
    const input = {
      id: 'a/b',
      title: 'T',
      parent: 'P',
      icon: 'I',
      hidden: true,
      tags: ['x', 'y'],
      trace: 't1',
      key: 'k',
    };
    const { line, headers, body } = await sent((url) => orders.changeOrder({ url, ...input }));
    expect(line).toBe('PATCH /orders/a%2Fb?lang=en&tags=x%2Cy');
    expect(headers).toMatchObject({ authorization: 'Bearer k', 'x-version': '2', 'x-trace': 't1' });
    expect(JSON.parse(body)).toEqual({
      title: 'T',
      parent: { page_id: 'P', icon: 'I' },
      hide: 'Y',
    });
  });

  test('repeats the field of a list whose name ends with brackets', async () => {
    const server = await start((_, response) => json(response, { ok: true }));
    const files = rest({ service: 'shop', body: 'form', target: () => ({ base: server.url }) });
    const { removeFiles } = files.table({
      removeFiles: files.write('POST /delete', {
        names: list(texts, 'Names', { field: 'names[]' }),
        tags: list(texts, 'Tags'),
      }),
    });
    await removeFiles({ names: ['a&b', 'ü'], tags: ['c'] });
    const form = new URLSearchParams(String(server.requests[0]!.body));
    expect(form.getAll('names[]')).toEqual(['a&b', 'ü']);
    expect(form.getAll('tags')).toEqual(['["c"]']);
  });

  test('leaves out params that were not given', async () => {
    const { line, headers, body } = await sent((url) => orders.changeOrder({ url, id: '1' }));
    expect(line).toBe('PATCH /orders/1?lang=en');
    expect(headers.authorization).toBeUndefined();
    expect(body).toBe('{}');
  });

  test('uses names instead of paths if a service has those', async () => {
    const { line, body } = await sent((url) => orders.addNote({ url: `${url}/base/`, text: 'x' }));
    expect(line).toBe('POST /base/notes.add.json?lang=en');
    expect(JSON.parse(body)).toEqual({ text: 'x', kind: 'note' });
  });

  test('deletes without a body', async () => {
    const { line, body } = await sent((url) => orders.deleteOrder({ url, id: '1' }));
    expect(line).toBe('DELETE /orders/1?lang=en&hard=false');
    expect(body).toBe('');
  });

  test('refuses an ID that would lead to another path', async () => {
    const error = await failure(
      orders.getOrder({ url: 'http://127.0.0.1:9', id: '..' }),
      InputError,
    );
    expect(error.message).toContain('shop GetOrder: ');
  });

  test('may have its own run, whose requests are checked as well', async () => {
    const server = await start((request, response) =>
      request.method === 'GET'
        ? json(response, { ok: true, title: 'T' })
        : json(response, { ok: false, error: 'full' }),
    );
    const error = await failure(orders.copyOrder({ url: server.url, id: '1' }), HttpError);
    expect(error.reason).toBe('full');
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/orders/1?lang=en',
      '/orders.add.json?lang=en',
    ]);
  });
});

describe('a refusal', () => {
  test('is an error even with status 200, with the code, the request and a hint', async () => {
    const server = await start((_request, response) =>
      json(response, { ok: false, error: 'not_found', echo: 'secret-key' }),
    );
    const call = orders.getOrder({ url: server.url, id: '1', key: 'secret-key' });
    const error = await failure(call, HttpError);
    expect(error.message).toBe(
      `shop GetOrder: the server returned an error with status 200: not_found (GET ${server.url}/orders/1)\nCheck the ID.`,
    );
    expect(error).toMatchObject({ status: 200, reason: 'not_found', retryable: false });
    expect(JSON.stringify(error)).not.toContain('secret-key');
  });

  test('has its code with an error status too', async () => {
    const server = await start((_request, response) =>
      json(response, { ok: false, error: 'no_access' }, 403),
    );
    const error = await failure(orders.getOrder({ url: server.url, id: '1' }), HttpError);
    expect(error).toMatchObject({ status: 403, reason: 'no_access' });
    expect(error.message).toContain('403 Forbidden: no_access');
  });

  test('that asks to wait is retried, also for a write', async () => {
    const server = await start((_request, response, index) =>
      json(response, index === 0 ? { ok: false, error: 'slow_down', wait: 1 } : { ok: true }),
    );
    expect(await orders.addNote({ url: server.url, text: 'x' })).toEqual({ ok: true });
    expect(server.requests).toHaveLength(2);
  });
});

describe('a list', () => {
  const three: Handler = ({ path }, response) => {
    const cursor = Number(new URLSearchParams(path.split('?')[1]).get('cursor') ?? 0);
    const orders = [{ id: cursor * 2 }, { id: cursor * 2 + 1 }];
    json(response, { ok: true, data: { orders }, ...(cursor < 2 && { cursor: cursor + 1 }) });
  };

  test('is one page as a result, and says whether there are more', async () => {
    const { url } = await start(three);
    const page = await orders.getOrders({ url });
    const { definition } = orders.getOrders;
    expect(definition.rows!(page)).toEqual([{ id: 0 }, { id: 1 }]);
    expect(definition.more!(page)).toBe(true);
    expect(definition.more!({ ok: true })).toBe(false);
  });

  test('is every row as a stream, in the largest pages', async () => {
    const server = await start(three);
    const ids: unknown[] = [];
    for await (const row of await orders.getOrders.stream({ url: server.url, state: 'new' })) {
      ids.push(row.id);
    }
    expect(ids).toEqual([0, 1, 2, 3, 4, 5]);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/orders?lang=en&state=new&limit=100',
      '/orders?lang=en&state=new&limit=100&cursor=1',
      '/orders?lang=en&state=new&limit=100&cursor=2',
    ]);
  });

  test('is paged in its own way if the row says so', async () => {
    const server = await start(({ body }, response) =>
      json(response, { rows: [1], next: body.toString() === '{}' ? 7 : undefined }),
    );
    for await (const _ of await orders.getCustomers.stream({ url: server.url }));
    expect(server.requests.map(({ body }) => body.toString())).toEqual(['{}', '{"next":7}']);
  });

  test('requests pages of the size that the caller sets', async () => {
    const server = await start(three);
    for await (const _ of await orders.getOrders.stream({ url: server.url, limit: 2 })) break;
    expect(server.requests[0]!.path).toBe('/orders?lang=en&limit=2');
  });

  test('does not loop forever', async () => {
    const { url } = await start((_request, response) => json(response, { ok: true, cursor: 'c' }));
    const all = async () => {
      for await (const _ of await orders.getOrders.stream({ url }));
    };
    const error = await failure(all(), ResponseError);
    expect(error.message).toContain(
      'the server returned the same next page twice ({"cursor":"c"})',
    );
  });

  test('that fails in the middle is an error', async () => {
    const { url } = await start((request, response, index) =>
      index === 0 ? three(request, response, 0) : json(response, { ok: false, error: 'gone' }),
    );
    const all = async () => {
      for await (const _ of await orders.getOrders.stream({ url }));
    };
    expect((await failure(all(), HttpError)).reason).toBe('gone');
  });
});

describe('a token that renews itself', () => {
  const vendor = { token: 'https://shop.example/token', reference: 'https://shop.example' };
  const { table, read } = rest({
    service: 'shop',
    first: { url: text('Address'), token: oauthToken({ vendor }, 'Token') },
    target: ({ url, token }) => ({ base: url, token }),
    authorize: (token) => ({ fields: { auth: token } }),
    expired: ({ status }) => status === 401,
  });
  const { getOrder } = table({
    /** Gets an order. */
    getOrder: read('orders.get', { id }),
  });

  /** A server that accepts each refresh token once. */
  async function portal() {
    let valid = 'a1';
    return start(({ path, body }, response) => {
      const { auth, refresh } = JSON.parse(body.toString()) as Record<string, string>;
      if (path === '/refresh') {
        if (refresh !== valid.replace('a', 'r')) return json(response, { error: 'used' }, 400);
        valid = `a${Number(valid.slice(1)) + 1}`;
        return json(response, { access: valid, refresh: valid.replace('a', 'r') });
      }
      return auth === valid
        ? json(response, { ok: true })
        : json(response, { error: `${auth} has expired` }, 401);
    });
  }

  const refreshAt = (url: string) => async (refresh: string) => {
    const body = JSON.stringify({ refresh });
    const found = await fetch(`${url}/refresh`, { method: 'POST', body });
    const tokens = (await found.json()) as { access: string; refresh: string };
    return { accessToken: tokens.access, refreshToken: tokens.refresh };
  };

  test('is renewed once for many calls, and stored before it is used', async () => {
    const server = await portal();
    const kept: string[] = [];
    const token = new RotatingToken({
      accessToken: 'a0',
      refreshToken: 'r1',
      refresh: refreshAt(server.url),
      save: ({ accessToken, refreshToken }) => kept.push(`${accessToken} ${refreshToken}`),
    });
    const calls = Array.from({ length: 8 }, () => getOrder({ url: server.url, token, id: '1' }));
    expect(await Promise.all(calls)).toEqual(Array(8).fill({ ok: true }));
    expect(server.requests.filter(({ path }) => path === '/refresh')).toHaveLength(1);
    expect(kept).toEqual(['a2 r2']);
  });

  test('that is refused even when new is an error, without the token in it', async () => {
    const { url } = await start((_request, response) => json(response, { error: 'no' }, 401));
    const tokens = { accessToken: 'secret-1', refreshToken: 'secret-2' };
    const token = new RotatingToken({ ...tokens, refresh: async () => tokens });
    const error = await failure(getOrder({ url, token, id: '1' }), HttpError);
    expect(error.status).toBe(401);
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(JSON.stringify(token)).not.toContain('secret');
  });
});
