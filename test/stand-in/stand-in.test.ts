import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Description } from './description.js';
import type { Manners } from './manners.js';
import type { Problem } from './problem.js';
import { StandIn } from './server.js';

/** A made-up service with something of each kind. */
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

const manners: Manners = {
  refuse: ({ wrong, name, message }) => ({
    status: wrong === 'rate limit' ? 429 : 400,
    body: { errors: [{ code: wrong, name, message }] },
  }),
  authorize: ({ request }) =>
    request.headers.authorization === 'Bearer good'
      ? undefined
      : { wrong: 'authorization', message: 'who are you?' },
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
  shop = await StandIn.start(description, manners);
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

describe('what is refused', () => {
  it.each<[string, Problem['wrong'], () => Promise<object>]>([
    ['an unknown path', 'operation', () => call('GET', '/nothing')],
    ['another verb', 'verb', () => call('PUT', '/orders')],
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
    ['nobody', 'authorization', () => call('GET', '/orders', { headers: { authorization: '' } })],
    ['a missing parameter', 'missing', () => order({ weight: 1 })],
    ['an unknown parameter', 'unknown', () => order({ number: '1', colour: 'red' })],
    ['text for a number, in JSON', 'type', () => order({ number: '1', weight: '1' })],
    ['a number among texts', 'type', () => order({ number: '1', tags: ['a', 1] })],
    ['a parameter in the wrong place', 'unknown', () => call('POST', '/orders?number=1')],
    ['text that is not a number, in the query', 'type', () => call('GET', '/orders?size=many')],
    ['a page that is too long', 'limit', () => call('GET', '/orders?size=11')],
    ['a page that is not there', 'cursor', () => call('GET', '/orders?page=-1')],
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

describe('what is read', () => {
  it('takes text in the query for what its type makes of it', async () => {
    await call('GET', '/orders?size=3&paid=true&filter[state][]=a&filter[state][]=b&filter[of]=c');
    expect(shop.calls[0]!.values).toEqual({
      size: 3,
      paid: true,
      filter: { state: ['a', 'b'], of: 'c' },
    });
  });

  it('takes families of names, headers, and files of a form', async () => {
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

  it('takes a path for the one that names it, rather than for one with a parameter', async () => {
    await call('GET', '/orders/last');
    expect(shop.calls[0]).toMatchObject({ name: 'getLast', values: {} });
  });

  it('takes bytes as they are', async () => {
    await call('PUT', '/files/a%20b', { body: 'bytes', type: 'image/png' });
    expect(shop.calls[0]).toMatchObject({
      values: { name: 'a b' },
      request: { body: Buffer.from('bytes') },
    });
  });
});

describe('what is kept', () => {
  it('shows what was created when it is read, until it is deleted', async () => {
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

  it('answers by the description for what nobody created', async () => {
    const uuid = '12345678-0000-4000-8000-000000000000';
    expect((await call('GET', `/orders/${uuid}`)).body).toMatchObject({ uuid, number: 'text' });
    expect((await call('GET', '/orders')).body).toMatchObject({
      total: 1,
      orders: [{ number: 'text' }],
    });
  });

  it('cuts long lists into pages', async () => {
    shop.seed('listOrders', 4);
    shop.seed('listOrders', [{ number: 'last' }]);
    const pages = await Promise.all([1, 2, 3].map((page) => call('GET', `/orders?page=${page}`)));
    expect(pages.map(({ body }) => body.orders.length)).toEqual([2, 2, 1]);
    expect(pages[2]!.body).toMatchObject({ total: 5, orders: [{ number: 'last' }] });
  });
});

describe('what a test asks for', () => {
  it('fails the next requests', async () => {
    shop.fail('unavailable', { status: 500, body: 'not JSON' });
    expect(await call('GET', '/orders')).toMatchObject(refusal('unavailable'));
    await expect(call('GET', '/orders')).rejects.toThrow(SyntaxError);
    expect(await call('GET', '/orders')).toMatchObject({ status: 200 });
  });

  it('limits requests', async () => {
    shop.limit(1);
    expect(await call('GET', '/orders')).toMatchObject({ status: 200 });
    expect(await call('GET', '/orders')).toMatchObject({ status: 429 });
    shop.limit();
    expect(await call('GET', '/orders')).toMatchObject({ status: 200 });
  });

  it('has paths beside the description', async () => {
    expect(await (await fetch(`${shop.url}/login/ada`)).text()).toBe('hello ada');
  });

  it('does not send an answer that the description does not allow', async () => {
    const { getOrder: _, ...keeps } = manners.keeps!;
    const wrong = await StandIn.start(description, {
      ...manners,
      keeps: { ...keeps, getOrder: keeps.createOrder! },
    });
    const answer = await fetch(`${wrong.url}/v2/orders/1`, {
      headers: { authorization: 'Bearer good' },
    });
    expect(answer.status).toBe(599);
    expect(await answer.text()).toContain('getOrder would answer wrongly');
  });
});
