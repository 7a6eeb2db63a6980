import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Behavior } from './behavior.js';
import type { Description } from './description.js';
import type { Problem } from './problem.js';
import { StandIn } from './server.js';

/** A fictional service with all kinds of operations. */
const description: Description = {
  title: 'Shop',
  sources: [],
  base: '/v2',
  verbs: ['GET'],
  places: ['json'],
  nesting: 'brackets',
  operations: {
    createOrder: {
      ...{ verbs: ['POST'], path: '/orders', status: 201 },
      params: {
        'number!': 'string',
        weight: 'number',
        tags: { type: 'array', items: { type: 'string' } },
        'x_*': 'string',
      },
      answer: {
        type: 'object',
        properties: { entity: { $ref: '#/schemas/Order' } },
        required: ['entity'],
      },
    },
    listOrders: {
      path: '/orders',
      query: { page: 'integer', size: 'integer', paid: 'boolean', filter: 'object' },
      answer: {
        ...{ type: 'object', required: ['orders', 'total'] },
        properties: {
          orders: { type: 'array', items: { $ref: '#/schemas/Order' } },
          total: { type: 'integer' },
        },
      },
    },
    getLast: { path: '/orders/last', answer: { $ref: '#/schemas/Order' } },
    getOrder: { path: '/orders/{uuid}', answer: { $ref: '#/schemas/Order' } },
    deleteOrder: {
      verbs: ['DELETE'],
      path: '/orders/{uuid}',
      status: 202,
      answer: { $ref: '#/schemas/Order' },
    },
    label: {
      ...{ verbs: ['POST'], path: '/labels', places: ['form', 'multipart'] },
      ...{
        params: { 'file!': {}, copies: 'integer', to: 'object' },
        header: { 'X-Trace!': 'string' },
      },
      answer: { type: 'object', properties: { copies: { type: 'integer' } } },
    },
    upload: { verbs: ['PUT'], path: '/files/{name}', places: ['bytes'], answer: {} },
  },
  schemas: {
    Order: {
      ...{ type: 'object', required: ['uuid', 'number', 'state'] },
      properties: {
        uuid: { type: 'string', format: 'uuid' },
        number: { type: 'string' },
        weight: { type: 'number' },
        state: { enum: ['CREATED', 'SENT'] },
        recipient: {
          anyOf: [{ type: 'object', properties: { name: { type: 'string' } } }, { type: 'null' }],
        },
      },
    },
  },
};

const behavior: Behavior = {
  refuse: ({ wrong, name, message }) => ({
    status: wrong === 'rate limit' ? 429 : 400,
    body: { errors: [{ code: wrong, name, message }] },
  }),
  authorize: ({ request }) =>
    request.headers.authorization === 'Bearer good'
      ? undefined
      : { wrong: 'authorization', message: 'not authorized' },
  kinds: {
    orders: { ids: ['uuid'], id: (n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` },
  },
  keeps: {
    createOrder: { does: 'create', kind: 'orders', at: 'entity' },
    getOrder: { does: 'read', kind: 'orders', by: 'uuid' },
    deleteOrder: { does: 'delete', kind: 'orders', by: 'uuid' },
    listOrders: { does: 'list', kind: 'orders', at: 'orders' },
  },
  paging: { by: 'page', from: 'page', limit: 'size', size: 2, max: 10, total: 'total' },
  routes: { 'GET /login/{name}': (_, { name }) => ({ body: `hello ${name}` }) },
};

let shop: StandIn;
beforeAll(async () => {
  shop = await StandIn.start(description, behavior);
});
beforeEach(() => shop.reset());

interface Sent {
  body?: string | URLSearchParams | FormData;
  type?: string;
  headers?: Record<string, string>;
}

async function call(verb: string, path: string, { body, type, headers }: Sent = {}) {
  const answer = await fetch(`${shop.url}/v2${path}`, {
    method: verb,
    headers: { authorization: 'Bearer good', ...(type && { 'content-type': type }), ...headers },
    body,
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

const order = (values: object) =>
  call('POST', '/orders', { type: 'application/json', body: JSON.stringify(values) });

function refusal(code: Problem['wrong'], name?: string) {
  return { status: 400, body: { errors: [name ? { code, name } : { code }] } };
}

describe('requests are refused for', () => {
  it.each<[string, Problem['wrong'], () => Promise<object>]>([
    ['an unknown path', 'operation', () => call('GET', '/nothing')],
    ['a verb that is not allowed', 'verb', () => call('PUT', '/orders')],
    [
      'another media type',
      'media type',
      () => call('POST', '/orders', { type: 'text/csv', body: 'a' }),
    ],
    [
      'a body that is not JSON',
      'malformed',
      () => call('POST', '/orders', { type: 'application/json', body: '{' }),
    ],
    [
      'JSON that is not an object',
      'malformed',
      () => call('POST', '/orders', { type: 'application/json', body: '[]' }),
    ],
    [
      'a missing token',
      'authorization',
      () => call('GET', '/orders', { headers: { authorization: '' } }),
    ],
    ['a missing parameter', 'missing', () => order({ weight: 1 })],
    ['an unknown parameter', 'unknown', () => order({ number: '1', colour: 'red' })],
    ['a string for a number, in JSON', 'type', () => order({ number: '1', weight: '1' })],
    ['a number in an array of strings', 'type', () => order({ number: '1', tags: ['a', 1] })],
    ['a parameter in the wrong place', 'unknown', () => call('POST', '/orders?number=1')],
    ['a string that is not a number, in the query', 'type', () => call('GET', '/orders?size=many')],
    ['a page that is too long', 'limit', () => call('GET', '/orders?size=11')],
    ['a page that does not exist', 'cursor', () => call('GET', '/orders?page=-1')],
    [
      'a missing header',
      'missing',
      () => call('POST', '/labels', { body: new URLSearchParams({ file: 'x' }) }),
    ],
  ])('%s', async (_, code, send) => {
    expect(await send()).toMatchObject(refusal(code));
    expect(shop.calls).toEqual([]);
    expect(shop.requests).toHaveLength(1);
  });
});

describe('parsing', () => {
  it('converts strings in the query to their types', async () => {
    await call('GET', '/orders?size=3&paid=true&filter[state][]=a&filter[state][]=b&filter[of]=c');
    expect(shop.calls[0]!.values).toEqual({
      size: 3,
      paid: true,
      filter: { state: ['a', 'b'], of: 'c' },
    });
  });

  it('accepts name prefixes, headers, and files in a form', async () => {
    expect(await order({ number: '1', x_colour: 'red' })).toMatchObject({ status: 201 });
    const form = new FormData();
    form.set('file', new Blob(['abc'], { type: 'image/png' }), 'a.png');
    form.set('copies', '2');
    expect(
      await call('POST', '/labels', { body: form, headers: { 'X-Trace': 't' } }),
    ).toMatchObject({
      body: { copies: 2 },
    });
    expect(shop.calls[1]!.values).toMatchObject({
      'X-Trace': 't',
      file: { name: 'a.png', bytes: Buffer.from('abc') },
    });
  });

  it('prefers a literal path to one with a parameter', async () => {
    await call('GET', '/orders/last');
    expect(shop.calls[0]).toMatchObject({ name: 'getLast', values: {} });
  });

  it('accepts bytes unchanged', async () => {
    await call('PUT', '/files/a%20b', { body: 'bytes', type: 'image/png' });
    expect(shop.calls[0]).toMatchObject({
      values: { name: 'a b' },
      request: { body: Buffer.from('bytes') },
    });
  });
});

describe('stored objects', () => {
  it('can be read after they are created, until they are deleted', async () => {
    const { body: made } = await order({ number: 'A-1', weight: 2 });
    expect(made.entity).toMatchObject({
      number: 'A-1',
      weight: 2,
      state: 'CREATED',
      recipient: null,
    });
    const path = `/orders/${made.entity.uuid}`;
    expect((await call('GET', path)).body).toEqual(made.entity);
    expect((await call('GET', '/orders')).body).toEqual({ orders: [made.entity], total: 1 });
    expect((await call('DELETE', path)).status).toBe(202);
    expect(await call('GET', path)).toMatchObject(refusal('not found', 'uuid'));
    expect((await call('GET', '/orders')).body).toEqual({ orders: [], total: 0 });
  });

  it('are those of the description if none were created', async () => {
    const uuid = '12345678-0000-4000-8000-000000000000';
    expect((await call('GET', `/orders/${uuid}`)).body).toMatchObject({ uuid, number: 'text' });
    expect((await call('GET', '/orders')).body).toMatchObject({
      total: 1,
      orders: [{ number: 'text' }],
    });
  });

  it('are listed in pages', async () => {
    shop.seed('listOrders', 4);
    shop.seed('listOrders', [{ number: 'last' }]);
    const pages = await Promise.all([1, 2, 3].map((page) => call('GET', `/orders?page=${page}`)));
    expect(pages.map(({ body }) => body.orders.length)).toEqual([2, 2, 1]);
    expect(pages[2]!.body).toMatchObject({ total: 5, orders: [{ number: 'last' }] });
  });
});

describe('a test', () => {
  it('can make the next requests fail', async () => {
    shop.fail('unavailable', { status: 500, body: 'not JSON' });
    expect(await call('GET', '/orders')).toMatchObject(refusal('unavailable'));
    await expect(call('GET', '/orders')).rejects.toThrow(SyntaxError);
    expect(await call('GET', '/orders')).toMatchObject({ status: 200 });
  });

  it('can limit requests', async () => {
    shop.limit(1);
    expect(await call('GET', '/orders')).toMatchObject({ status: 200 });
    expect(await call('GET', '/orders')).toMatchObject({ status: 429 });
    shop.limit();
    expect(await call('GET', '/orders')).toMatchObject({ status: 200 });
  });

  it('can use paths outside the description', async () => {
    expect(await (await fetch(`${shop.url}/login/ada`)).text()).toBe('hello ada');
  });

  it('never gets a response that the description does not allow', async () => {
    const { getOrder: _, ...keeps } = behavior.keeps!;
    const wrong = await StandIn.start(description, {
      ...behavior,
      keeps: { ...keeps, getOrder: keeps.createOrder! },
    });
    const answer = await fetch(`${wrong.url}/v2/orders/1`, {
      headers: { authorization: 'Bearer good' },
    });
    expect(answer.status).toBe(599);
    expect(await answer.text()).toContain('invalid response of getOrder');
  });
});
