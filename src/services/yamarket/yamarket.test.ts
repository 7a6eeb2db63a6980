import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import yamarket from './index.js';
import { ENHANCE_YOUR_CALM } from './limits.js';
import { KEY, start } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const token = KEY;
const business = 3_675_591;
const at = () => ({ baseUrl: server.url });
const paths = () => server.requests.map(({ path }) => path);
const bodies = () => server.requests.map(({ body }) => JSON.parse(body.toString()));

describe('lists of products', () => {
  test('have their filters in the body, and the pages in the query', async () => {
    server.seed('getOfferMappings', 230);
    const filters = { archived: false };
    const all = yamarket.getBusinessProducts.stream({ token, business, filters }, at());
    const found: unknown[] = [];
    for await (const row of await all) found.push(row);
    expect(found).toHaveLength(230);
    expect(paths().map((path) => path.replace(/pageToken=[^&]+/, 'pageToken='))).toEqual([
      '/v2/businesses/3675591/offer-mappings?limit=100',
      '/v2/businesses/3675591/offer-mappings?limit=100&pageToken=',
      '/v2/businesses/3675591/offer-mappings?limit=100&pageToken=',
    ]);
    expect(bodies()).toEqual([filters, filters, filters]);
    expect(server.requests[0]!.headers['api-key']).toBe(KEY);
  });

  test('of a store continue at the page that a caller names', async () => {
    server.seed('getCampaignOffers', 250);
    const first = await yamarket.getCampaignProducts({ token, campaign: '21621656' }, at());
    expect(yamarket.getCampaignProducts.definition.more!(first)).toBe(true);
    const { paging } = first.result as { paging: { nextPageToken: string } };
    const page = paging.nextPageToken;
    const last = await yamarket.getCampaignProducts({ token, campaign: 21_621_656, page }, at());
    expect((last.result as { offers: unknown[] }).offers).toHaveLength(50);
    expect(yamarket.getCampaignProducts.definition.more!(last)).toBe(false);
    expect(bodies()).toEqual([{}, {}]);
  });

  test('refuse an unknown condition', async () => {
    const filters = { archivd: true };
    const wrong = yamarket.getBusinessProducts({ token, business, filters }, at());
    expect((await failure(wrong, InputError)).hint).toBe('Did you mean archived?');
  });
});

describe('the list of stores', () => {
  const idsOf = ({ campaigns }: { campaigns?: unknown }) =>
    (campaigns as { id: number }[]).map(({ id }) => id);

  test('has the page with a number', async () => {
    server.seed('getCampaigns', 120);
    const page = await yamarket.getMarketsList({ token, page: 2 }, at());
    expect(idsOf(page)).toHaveLength(20);
    expect(server.requests).toHaveLength(2);
    expect(paths()[0]).toBe('/v2/campaigns?limit=100');
  });

  test('is empty after its last page', async () => {
    server.seed('getCampaigns', 120);
    expect(idsOf(await yamarket.getMarketsList({ token, page: 9 }, at()))).toEqual([]);
    expect(server.requests).toHaveLength(2);
  });

  test('has all stores from a page on', async () => {
    server.seed('getCampaigns', 320);
    const ids: unknown[] = [];
    for await (const { id } of await yamarket.getMarketsList.stream({ token, page: 2 }, at())) {
      ids.push(id);
    }
    expect([ids.length, new Set(ids).size]).toEqual([220, 220]);
    expect(server.requests).toHaveLength(4);
  });
});

describe('products', () => {
  test('are sent with the card that they belong to', async () => {
    const offers = [{ offerId: 'TEA-100', name: 'Tea', marketSku: 1 }];
    const done = await yamarket.addUpdateProducts({ token, business, offers }, at());
    expect(done).toEqual({ status: 'OK' });
    expect(bodies()).toEqual([
      {
        offerMappings: [{ offer: { offerId: 'TEA-100', name: 'Tea' }, mapping: { marketSku: 1 } }],
        onlyPartnerMediaContent: false,
      },
    ]);
  });

  test('are sent 500 at a time', async () => {
    const offers = Array.from({ length: 501 }, (_, n) => ({ offerId: `TEA-${n}`, name: 'Odd' }));
    const done = await yamarket.addUpdateProducts(
      { token, business, offers, ownImages: true },
      at(),
    );
    expect(done.results).toHaveLength(501);
    expect(bodies().map(({ offerMappings }) => offerMappings.length)).toEqual([500, 1]);
  });

  test('with errors are an error, although the status is 200', async () => {
    const offers = [
      { offerId: 'TEA-1', name: 'Tea' },
      { offerId: 'TEA-2', name: 'Wrong' },
    ];
    const wrong = yamarket.addUpdateProducts({ token, business, offers }, at());
    const error = await failure(wrong, HttpError);
    expect(error).toMatchObject({ status: 200, reason: 'UNKNOWN_PARAMETER' });
    expect(error.message).toContain('TEA-2: Unknown parameter 7');
    expect(error.message).not.toContain('TEA-1');
  });

  test('with an unknown field are refused, by their place', async () => {
    const offers = [{ offerId: 'TEA-1' }, { offerId: 'TEA-2', vendr: 'Tea House' }];
    const wrong = yamarket.addUpdateProducts({ token, business, offers }, at());
    const error = await failure(wrong, InputError);
    expect(error.message).toContain('offers[1]: unknown field "vendr"');
    expect(error.hint).toBe('Did you mean vendor?');
    expect(server.requests).toEqual([]);
  });
});

describe('a limit', () => {
  const campaign = 21_621_656;
  const calm = (headers: Record<string, string>) => ({
    status: ENHANCE_YOUR_CALM,
    headers,
    body: { status: 'ERROR', errors: [{ code: 'LIMIT_EXCEEDED', message: 'Hit rate limit' }] },
  });
  const until = (ms: number) => ({
    'x-ratelimit-resource-remaining': '0',
    'x-ratelimit-resource-until': new Date(Date.now() + ms).toUTCString(),
  });
  const waits: number[] = [];
  const retrying = () => ({
    ...at(),
    retries: 1,
    onRetry: ({ wait }: { wait: number }) => {
      waits.push(wait);
    },
  });
  afterEach(() => {
    waits.length = 0;
  });

  test('is waited for until the time in the header', async () => {
    server.fail(calm(until(-5_000)));
    await yamarket.getMarket({ token, campaign }, retrying());
    expect(waits).toEqual([0]);
  });

  test('of parallel requests is waited for, also before a change', async () => {
    server.fail(calm({ ...until(3_600_000), 'x-ratelimit-resource-remaining': '99' }));
    const offers = [{ offerId: 'TEA-100' }];
    await yamarket.addUpdateProducts({ token, business, offers }, retrying());
    expect(waits).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  test('of the next hour is an error', async () => {
    server.fail(calm(until(3_600_000)));
    const error = await failure(yamarket.getMarket({ token, campaign }, retrying()), HttpError);
    expect(error).toMatchObject({ status: 429, reason: 'LIMIT_EXCEEDED' });
    expect(error.message).toContain('420');
    expect(error.hint).toContain('X-RateLimit-Resource-Until');
    expect(server.requests).toHaveLength(1);
  });
});

test('an error has the code and the words of Yandex Market, and a hint', async () => {
  const wrong = yamarket.getBusinessSettings({ token: `${KEY}x`, business }, at());
  const error = await failure(wrong, HttpError);
  expect(error).toMatchObject({ status: 401, reason: 'UNAUTHORIZED' });
  expect(error.message).toContain('Api-Key token is invalid');
  expect(error.hint).toContain('API key');
});

test('the structure of a product has its fields, or empty ones', async () => {
  expect(await yamarket.getProductStructure({})).toMatchObject({
    weightDimensions: { weight: '<number: weight with the package in kg>' },
  });
  expect(await yamarket.getProductStructure({ empty: true })).toMatchObject({
    basicPrice: { currencyId: '', value: '', discountBase: '' },
  });
});
