import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import ozon from './index.js';
import { CLIENT, KEY, start, WAREHOUSE } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const seller = { clientId: CLIENT, apiKey: KEY };
const at = () => ({ baseUrl: server.url });
const bodies = () => server.calls.map(({ values }) => values);
const paths = () => server.requests.map(({ path }) => path);

const tea = { offer_id: 'TEA-100', price: 290, description_category_id: 1, type_id: 2 };

describe('a task', () => {
  test('is followed until no product is pending', async () => {
    const done = await ozon.createUpdateProducts({ ...seller, items: [tea] }, at());
    expect(done.result).toMatchObject({
      task_id: 172_549_793,
      items: [{ offer_id: 'TEA-100', status: 'imported' }],
    });
    expect(paths()).toEqual([
      '/v3/product/import',
      '/v1/product/import/info',
      '/v1/product/import/info',
    ]);
    // Prices are strings for Ozon.
    expect(bodies()[0]).toEqual({ items: [{ ...tea, price: '290' }] });
  });

  test('is only reported without wait', async () => {
    const items = [{ sku: 298_789_742, offer_id: 'TEA-200' }];
    const accepted = await ozon.createProductByOzonID({ ...seller, items, wait: false }, at());
    expect(accepted.result).toMatchObject({ task_id: 172_549_793 });
    expect(server.requests).toHaveLength(1);
  });

  test('that cannot be followed is named by the error', async () => {
    server.fail({ body: { task_id: 7 } }, 'not found');
    const items = [{ offer_id: 'TEA-100', attributes: [] }];
    const lost = ozon.updateProductsAttributes({ ...seller, items }, at());
    const error = await failure(lost, HttpError);
    expect(error.partial).toEqual({ task_id: 7 });
    expect(error.message).toContain('GetProductCreationStatus, task ID 7');
  });

  test('is not followed if Ozon created none', async () => {
    const result = { task_id: 0, unmatched_sku_list: [5] };
    server.fail({ body: { result } });
    const items = [{ sku: 5 }];
    expect(await ozon.createProductByOzonID({ ...seller, items }, at())).toEqual({ result });
  });
});

describe('lists', () => {
  test('continue after `last_id` of the previous page', async () => {
    server.seed('ProductAPI_GetProductList', 2500);
    let count = 0;
    for await (const _ of await ozon.getProductList.stream(seller, at())) count++;
    expect(count).toBe(2500);
    expect(bodies().map(({ limit, filter }) => ({ limit, filter }))).toEqual(
      Array.from({ length: 3 }, () => ({ limit: 1000, filter: { visibility: 'ALL' } })),
    );
  });

  test('continue after a cursor, until `has_next` is false', async () => {
    server.seed('PostingAPI_GetFboPostingListV3', 150);
    const filter = {
      since: '2026-01-01T00:00:00Z',
      to: '2026-01-31T00:00:00Z',
      status: 'delivered',
    };
    let count = 0;
    const list = ozon.getFBOShipmentsList.stream({ ...seller, filter }, at());
    for await (const _ of await list) count++;
    expect([count, server.requests.length]).toEqual([150, 2]);
    expect(bodies()[0]!.filter).toEqual({
      since: filter.since,
      to: filter.to,
      statuses: ['delivered'],
    });
  });

  test('of promotions and values continue after a number', async () => {
    const page = (products: object[], last_id: number) => ({
      body: { result: { products, total: 3, last_id } },
    });
    server.fail(page([{ id: 1 }, { id: 2 }], 2), page([{ id: 3 }], 0));
    const rows: unknown[] = [];
    const list = ozon.getCurrentPromoProducts.stream({ ...seller, promotion: 5 }, at());
    for await (const { id } of await list) rows.push(id);
    expect(rows).toEqual([1, 2, 3]);
    expect(JSON.parse(server.requests[1]!.body.toString())).toMatchObject({ last_id: 2 });
  });

  test('send IDs in a filter as strings, which keep all digits', async () => {
    const filter = { product_id: [137_208_233], visibility: 'ALL' };
    await ozon.getProductsStocks({ ...seller, filter }, at());
    expect(bodies()[0]!.filter).toEqual({ product_id: ['137208233'], visibility: 'ALL' });
  });
});

describe('IDs', () => {
  test('are numbers with all their digits', async () => {
    await ozon.archiveProducts({ ...seller, products: ['12345678901234567'] }, at());
    await ozon.setProductDiscount({ ...seller, productId: 137_208_233, discount: 10 }, at());
    const [archive, discount] = server.requests.map(({ body }) => body.toString());
    expect(archive).toContain('"product_id":[12345678901234567]');
    expect(discount).toContain('"product_id":137208233');
  });
});

describe('a draft of a supply', () => {
  const items = { '321670122': '10' };

  test('goes to the endpoint of its kind', async () => {
    const one = { ...seller, clusters: ['4039'] };
    await ozon.createFBODraft({ ...one, items }, at());
    const type = 'CREATE_TYPE_CROSSDOCK';
    const pointType = 'WAREHOUSE_TYPE_CROSS_DOCK';
    await ozon.createFBODraft({ ...one, items, type, point: '77', pointType }, at());
    const each = { '4039': items, '4007': { '321670122': 5 } };
    const clusters = ['4039', '4007'];
    await ozon.createFBODraft({ ...seller, clusters, items: each, pickup: '88' }, at());
    expect(paths()).toEqual([
      '/v1/draft/direct/create',
      '/v1/draft/crossdock/create',
      '/v1/draft/multi-cluster/create',
    ]);
    expect(bodies()).toMatchObject([
      {
        cluster_info: { macrolocal_cluster_id: 4039, items: [{ sku: 321_670_122, quantity: 10 }] },
        deletion_sku_mode: 'PARTIAL',
      },
      { delivery_info: { drop_off_warehouse: { warehouse_id: 77, warehouse_type: 'CROSS_DOCK' } } },
      {
        clusters_info: [{ items: [{ quantity: 10 }] }, { items: [{ quantity: 5 }] }],
        delivery_info: { type: 'PICKUP', seller_warehouse_id: 88 },
      },
    ]);
  });

  test.each([
    [{ clusters: ['1', '2'], items, point: '7' }, 'items'],
    [{ clusters: ['1'], items: { '5': 'many' } }, 'items'],
    [{ clusters: ['1'], items, type: 'CREATE_TYPE_CROSSDOCK' }, 'point'],
  ])('that cannot be requested sends nothing (%#)', async (draft, param) => {
    const wrong = ozon.createFBODraft({ ...seller, ...draft } as never, at());
    expect(await failure(wrong, InputError)).toMatchObject({ param });
    expect(server.requests).toEqual([]);
  });

  test('that Ozon refuses with status 200 is an error', async () => {
    const refused = ozon.createFBODraft({ ...seller, clusters: ['1'], items: { 13: 1 } }, at());
    const error = await failure(refused, HttpError);
    expect(error.message).toContain('ITEMS_VALIDATION, ALL_ITEMS_REJECTED');
  });

  test('is read as soon as it is calculated', async () => {
    const { draft_id } = await ozon.createFBODraft({ ...seller, clusters: ['1'], items }, at());
    const draft = draft_id as number;
    const early = await ozon.getFBODraft({ ...seller, draft, wait: false }, at());
    expect(early.status).toBe('IN_PROGRESS');
    expect(await ozon.getFBODraft({ ...seller, draft }, at())).toMatchObject({ status: 'SUCCESS' });
  });

  test('has time slots in its warehouses, although Ozon knows it only later', async () => {
    const { draft_id } = await ozon.createFBODraft({ ...seller, clusters: ['1'], items }, at());
    const slots = { ...seller, draft: draft_id as number, from: '2026-12-01', to: '2026-12-14' };
    await ozon.getFBOTimeslots({ ...slots, warehouses: [String(WAREHOUSE)] }, at());
    expect(paths().filter((path) => path === '/v2/draft/timeslot/info')).toHaveLength(2);
    expect(bodies().at(-1)).toEqual({
      draft_id,
      date_from: '2026-12-01',
      date_to: '2026-12-14',
      supply_type: 'DIRECT',
      selected_cluster_warehouses: [
        { macrolocal_cluster_id: 4039, storage_warehouse_id: WAREHOUSE },
      ],
    });
    const wrong = ozon.getFBOTimeslots({ ...slots, warehouses: ['5'] }, at());
    const other = await failure(wrong, InputError);
    expect(other.message).toContain(`It has ${WAREHOUSE}.`);
  });
});

describe('what Ozon has removed', () => {
  test('is refused before any request', async () => {
    const codes = ozon.uploadProductActivationCodes({ ...seller, productId: 1, codes: ['A'] });
    expect((await failure(codes, InputError)).message).toContain('without a successor');
    await failure(ozon.getCodesUploadStatus({ ...seller, taskId: 1 }), InputError);
    const images360 = ['https://example.com/360.jpg'];
    const items = [{ ...tea, images360 }];
    const product = await failure(
      ozon.createUpdateProducts({ ...seller, items }, at()),
      InputError,
    );
    expect(product.param).toBe('items[0].images360');
    await failure(
      ozon.updateProductImages({ ...seller, productId: 1, images360 }, at()),
      InputError,
    );
    expect(server.requests).toEqual([]);
  });
});

describe('an error of Ozon', () => {
  test('has its words, and a hint about the key', async () => {
    const wrong = ozon.getWarehousesList({ ...seller, apiKey: 'x'.repeat(36) }, at());
    const error = await failure(wrong, HttpError);
    expect(error).toMatchObject({ status: 403 });
    expect(error.hint).toContain('expires six months after');
  });

  test('about a limit per second is waited for, and one per day is not', async () => {
    server.fail('rate limit');
    await ozon.getPromotionsList(seller, { ...at(), retries: 1 });
    expect(server.requests).toHaveLength(2);
    const message = 'You have reached the limit of requests per day';
    server.fail({ wrong: 'rate limit', message });
    const error = await failure(ozon.getPromotionsList(seller, at()), HttpError);
    expect(error).toMatchObject({ status: 429 });
    expect(server.requests).toHaveLength(3);
  });
});

describe('complex attributes', () => {
  test('are grouped by their complex ID', async () => {
    const url = 'https://example.com/tea.mp4';
    const item = await ozon.addProductVideo({ item: { offer_id: 'TEA' }, url, title: 'Tea' });
    const more = { object: item, attributeId: 21_845, complexId: 100_002, values: [url, 'b'] };
    const both = await ozon.completeComplexAttribute(more);
    const same = { object: both, attributeId: 5, complexId: '100001', values: { value: 'c' } };
    expect(await ozon.completeComplexAttribute(same)).toEqual({
      offer_id: 'TEA',
      complex_attributes: [
        {
          attributes: [
            { id: 21_837, complex_id: 100_001, values: [{ value: 'Tea' }] },
            { id: 21_841, complex_id: 100_001, values: [{ value: url }] },
            { id: 5, complex_id: 100_001, values: [{ value: 'c' }] },
          ],
        },
        {
          attributes: [
            { id: 21_845, complex_id: 100_002, values: [{ value: url }, { value: 'b' }] },
          ],
        },
      ],
    });
  });

  test('are added to an object with attributes', async () => {
    const object = { offer_id: 'TEA', attributes: [] };
    const found = await ozon.completeComplexAttribute({
      ...{ object, attributeId: 1, complexId: 2, values: 'x' },
    });
    expect(found).toEqual({
      offer_id: 'TEA',
      attributes: [{ id: 1, complex_id: 2, values: [{ value: 'x' }] }],
    });
  });
});
