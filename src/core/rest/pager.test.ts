import { describe, expect, expectTypeOf, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { type Handler, json, start } from '../../../test/support/server.js';
import { number, text } from '../definition/kinds/index.js';
import { method } from '../definition/method.js';
import { ResponseError } from '../errors/errors.js';
import { request } from '../http/request.js';
import { paged } from './pager.js';

interface Invoice {
  id: number;
}

interface InvoicePage {
  invoices: Invoice[];
  next?: number;
}

/** A separate method, as in a service without tables. */
const listInvoices = method(
  'shop',
  'ListInvoices',
  paged({
    effect: 'read',
    params: {
      url: text('Address'),
      limit: number('Invoices in a page', { default: 20 }),
    },
    pager: {
      next: ({ next }: InvoicePage) => (next === undefined ? undefined : { from: next }),
      largest: { limit: 100 },
    },
    rows: ({ invoices }: InvoicePage) => invoices,
    page({ url, limit }, call, fields) {
      const query = { limit, ...fields };
      return request(call, 'GET', new URL(`${url}/invoices`), { query }) as Promise<InvoicePage>;
    },
  }),
);

const three: Handler = ({ path }, response) => {
  const from = Number(new URLSearchParams(path.split('?')[1]).get('from') ?? 0);
  const invoices = [{ id: from }, { id: from + 1 }];
  json(response, { invoices, ...(from < 4 && { next: from + 2 }) });
};

const asked = async (input: object, handler = three) => {
  const server = await start(handler);
  const ids: number[] = [];
  for await (const { id } of await listInvoices.stream({ url: server.url, ...input })) ids.push(id);
  return { ids, paths: server.requests.map(({ path }) => path) };
};

interface CountedPage extends InvoicePage {
  count: number;
}

/** A service that says how many there are, but not where a page begins. */
const countInvoices = method(
  'shop',
  'CountInvoices',
  paged({
    effect: 'read',
    params: { url: text('Address') },
    pager: {
      next({ invoices, count }: CountedPage, { from = 0 }) {
        const seen = Number(from) + invoices.length;
        return seen < count ? { from: seen } : undefined;
      },
    },
    rows: ({ invoices }: CountedPage) => invoices,
    page: ({ url }, call, query) =>
      request(call, 'GET', new URL(`${url}/invoices`), { query }) as Promise<CountedPage>,
  }),
);

test('a list can count from its start, by the fields of the last request', async () => {
  const { url } = await start(({ path }, response) => {
    const from = Number(new URLSearchParams(path.split('?')[1]).get('from') ?? 0);
    json(response, { count: 3, invoices: [{ id: from }] });
  });
  const ids: number[] = [];
  for await (const { id } of await countInvoices.stream({ url })) ids.push(id);
  expect(ids).toEqual([0, 1, 2]);
});

describe('a list that is a separate method', () => {
  test('is one page as a result, and says whether there are more', async () => {
    const server = await start(three);
    const page = await listInvoices({ url: server.url });
    const { definition } = listInvoices;
    expect(page).toEqual({ invoices: [{ id: 0 }, { id: 1 }], next: 2 });
    expect(definition.rows!(page)).toEqual([{ id: 0 }, { id: 1 }]);
    expect(definition.more!(page)).toBe(true);
    expect(definition.more!({ invoices: [] })).toBe(false);
    expect(definition.more!(undefined)).toBe(false);
    expect(server.requests.map(({ path }) => path)).toEqual(['/invoices?limit=20']);
  });

  test('is every row as a stream, in the largest pages', async () => {
    expect(await asked({})).toEqual({
      ids: [0, 1, 2, 3, 4, 5],
      paths: ['/invoices?limit=100', '/invoices?limit=100&from=2', '/invoices?limit=100&from=4'],
    });
  });

  test('requests pages of the size that the caller sets', async () => {
    const { paths } = await asked({ limit: 2 });
    expect(paths[0]).toBe('/invoices?limit=2');
  });

  test('does not loop forever', async () => {
    const error = await failure(
      asked({}, (_request, response) => json(response, { invoices: [], next: 7 })),
      ResponseError,
    );
    expect(error.message).toBe(
      'shop ListInvoices: the server returned the same next page twice ({"from":7})',
    );
  });

  test('has types', () => {
    type Streamed = Awaited<ReturnType<typeof listInvoices.stream>>;
    expectTypeOf<
      Streamed extends AsyncIterable<infer Row> ? Row : never
    >().toEqualTypeOf<Invoice>();
    expectTypeOf<Awaited<ReturnType<Streamed['result']>>>().toEqualTypeOf<InvoicePage>();
  });
});
