import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { HttpError, InputError, ResponseError, TimeoutError } from '../../core/errors/errors.js';
import cdek from './index.js';
import { ACCOUNT, EXPIRED, PDF, start, TOKEN, WRONG_TARIFF } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const token = TOKEN;
const uuid = '72753031-826d-4ef7-b127-1074f405b269';
const at = () => ({ baseUrl: server.url });
const lines = () => server.requests.map(({ method, path }) => `${method} ${path}`);
const bodies = () => server.calls.map(({ values }) => values);

const order = {
  tariff_code: 136,
  recipient: { name: 'Anna Petrova', phones: [{ number: '+79001234567' }] },
  packages: [{ number: '1', weight: 700 }],
};

const problem = (requests: object[], entity?: object) => ({
  status: 400,
  body: { ...(entity && { entity }), requests, related_entities: [] },
});
const invalid = (type: string, code: string) => ({
  type,
  state: 'INVALID',
  date_time: '2026-11-30T10:00:00+0000',
  errors: [{ code, message: `message of ${code}` }],
});

describe('an order', () => {
  test('is followed until CDEK has checked it', async () => {
    const created = await cdek.createOrder({ token, order }, at());
    const { uuid } = created.entity as { uuid: string };
    expect(created.requests).toMatchObject([{ type: 'CREATE', state: 'SUCCESSFUL' }]);
    expect(lines()).toEqual([
      'POST /v2/orders',
      `GET /v2/orders/${uuid}`,
      `GET /v2/orders/${uuid}`,
    ]);
    expect(bodies()[0]).toEqual({ type: 2, ...order });
  });

  test('is only reported as accepted without wait', async () => {
    const store = { token, order, onlineStore: true, wait: false };
    const accepted = await cdek.createOrder(store, at());
    expect(accepted.requests).toMatchObject([{ state: 'ACCEPTED' }]);
    expect(bodies()).toMatchObject([{ type: 1 }]);
  });

  test('keeps the type that it has itself', async () => {
    await cdek.createOrder({ token, order: { ...order, type: 1 }, wait: false }, at());
    expect(bodies()).toMatchObject([{ type: 1 }]);
  });

  test('that CDEK refuses after it was accepted is an error with its words', async () => {
    const wrong = { ...order, tariff_code: WRONG_TARIFF };
    const error = await failure(cdek.createOrder({ token, order: wrong }, at()), HttpError);
    expect(error.reason).toBe('v2_tariff_not_found');
    expect(error.message).toContain('Тариф недоступен');
    expect(error.message).not.toContain('has accepted');
    expect(error.partial).toMatchObject({ uuid: expect.stringMatching(/^72753031-/) });
  });

  test('that CDEK refuses at once is an error, with any status', async () => {
    server.fail({ ...problem([invalid('CREATE', 'v2_bad_request')]), status: 202 });
    const error = await failure(cdek.createOrder({ token, order }, at()), HttpError);
    expect(error).toMatchObject({ status: 202, reason: 'v2_bad_request' });
    expect(server.requests).toHaveLength(1);
  });

  test('may be known only a moment after it was accepted', async () => {
    const accepted = {
      entity: { uuid },
      requests: [{ type: 'CREATE', state: 'ACCEPTED', request_uuid: 'r1' }],
    };
    const ended = {
      entity: { uuid },
      requests: [{ ...accepted.requests[0], state: 'SUCCESSFUL' }],
    };
    server.fail({ status: 202, body: accepted }, 'not found', { body: ended });
    expect(await cdek.createOrder({ token, order }, at())).toEqual(ended);
  });

  test('whose state does not come is a timeout with its UUID', async () => {
    const pending = { entity: { uuid }, requests: [{ type: 'CREATE', state: 'WAITING' }] };
    server.fail({ body: pending }, { body: pending });
    const late = cdek.createOrder({ token, order }, { ...at(), timeout: 400 });
    const error = await failure(late, TimeoutError);
    expect(error.partial).toEqual({ uuid });
    expect(error.message).toContain(`Get its state with GetOrder, UUID ${uuid}.`);
  });

  test('is sent without the empty fields of a template', async () => {
    const template = await cdek.getOrderDescription({ empty: true, onlineStore: true });
    const filled = {
      ...(template as object),
      ...order,
      date_invoice: new Date('2026-12-01'),
      delivery_recipient_cost: { value: 0, vat_sum: '', vat_rate: '' },
    };
    await cdek.createOrder({ token, order: filled, wait: false }, at());
    expect(bodies()[0]).toEqual({
      type: 2,
      ...order,
      date_invoice: '2026-12-01',
      delivery_recipient_cost: { value: 0 },
    });
  });

  test.each([
    [{ tarif_code: 136 }, 'order: unknown field "tarif_code"'],
    [{ packages: [{ wieght: 5 }] }, 'order.packages[0]: unknown field "wieght"'],
    [{ recipient: { phones: [{ nomber: '1' }] } }, 'order.recipient.phones[0]: unknown field'],
  ])('with an unknown field is refused before any request (%#)', async (wrong, says) => {
    const error = await failure(
      cdek.createOrder({ token, order: wrong as never }, at()),
      InputError,
    );
    expect(error.message).toContain(says);
    expect(error.hint).toContain('Did you mean');
    expect(server.requests).toEqual([]);
  });

  test('is changed with the type and the recipient that it has', async () => {
    const changes = { comment: 'Ring twice' };
    await cdek.updateOrder({ token, uuid, order: changes }, at());
    expect(lines()[0]).toBe(`GET /v2/orders/${uuid}`);
    expect(bodies()[1]).toMatchObject({ uuid, type: 1, comment: 'Ring twice' });
    expect(bodies()[1]!.recipient).toMatchObject({ name: expect.any(String) });
    server.reset();
    const all = { type: 2, recipient: { name: 'Anna' } };
    await cdek.updateOrder({ token, uuid, order: all, wait: false }, at());
    expect(lines()).toEqual(['PATCH /v2/orders']);
  });

  test('whose change CDEK refuses later is still there to read', async () => {
    const wrong = { type: 2, recipient: { name: 'Anna' }, tariff_code: WRONG_TARIFF };
    const refused = cdek.updateOrder({ token, uuid, order: wrong }, at());
    expect((await failure(refused, HttpError)).reason).toBe('v2_tariff_not_found');
    const found = await cdek.getOrder({ token, uuid }, at());
    expect(found.requests).toMatchObject([{ state: 'SUCCESSFUL' }, { state: 'INVALID' }]);
    server.fail({ body: { entity: { uuid }, requests: [invalid('UPDATE', 'v2_bad_request')] } });
    expect(await cdek.getOrder({ token, uuid }, at())).toMatchObject({ entity: { uuid } });
  });

  test('is deleted when CDEK no longer knows it', async () => {
    const gone = await cdek.deleteOrder({ token, uuid }, at());
    expect(gone.requests).toMatchObject([{ type: 'DELETE', state: 'SUCCESSFUL' }]);
    const error = await failure(cdek.getOrder({ token, uuid }, at()), HttpError);
    expect(error).toMatchObject({ status: 400, reason: 'v2_entity_not_found' });
    expect(error.hint).toContain('Check the UUID');
  });

  test('that CDEK does not delete is an error', async () => {
    const refused = { entity: { uuid }, requests: [invalid('DELETE', 'v2_entity_invalid')] };
    server.fail({ status: 202, body: refused });
    const error = await failure(cdek.deleteOrder({ token, uuid }, at()), HttpError);
    expect(error.reason).toBe('v2_entity_invalid');
  });

  test('is refused and returned by requests of their own', async () => {
    const refusal = await cdek.createRefusal({ token, uuid }, at());
    expect(refusal.requests).toMatchObject([{ type: 'CREATE' }, { state: 'SUCCESSFUL' }]);
    await cdek.createCustomerRefund({ token, uuid, tariff: 139 }, at());
    expect(lines()).toContain(`POST /v2/orders/${uuid}/clientReturn`);
    const wrong = cdek.createCustomerRefund({ token, uuid, tariff: WRONG_TARIFF }, at());
    expect((await failure(wrong, HttpError)).reason).toBe('v2_tariff_not_found');
  });

  test('is found by either number', async () => {
    await cdek.getOrderByNumber({ token, number: 1106207236 }, at());
    await cdek.getOrderByNumber({ token, number: 'A-7', internal: true }, at());
    expect(bodies()).toEqual([{ cdek_number: 1106207236 }, { im_number: 'A-7' }]);
  });
});

describe('a printed form', () => {
  test('is awaited, and downloaded with the token', async () => {
    const receipt = await cdek.createReceipt({ token, orders: [uuid, uuid] }, at());
    expect(bodies()[0]).toEqual({
      orders: [{ order_uuid: uuid }, { order_uuid: uuid }],
      copy_count: 2,
      type: 'tpl_russia',
    });
    const form = (receipt.entity as { uuid: string }).uuid;
    const file = await cdek.getReceipt({ token, uuid: form, getFile: true }, at());
    expect(String(file)).toBe(PDF);
    expect(lines().at(-1)).toBe(`GET /v2/print/orders/${form}.pdf`);
  });

  test('of barcodes has its own fields', async () => {
    const made = await cdek.createBarcode({ token, orders: uuid, format: 'A6' }, at());
    expect(bodies()[0]).toEqual({
      orders: [{ order_uuid: uuid }],
      copy_count: 1,
      format: 'A6',
      lang: 'RUS',
    });
    const { uuid: form } = made.entity as { uuid: string };
    const found = await cdek.getBarcode({ token, uuid: form }, at());
    expect(found).toMatchObject({ entity: { uuid: form } });
  });

  test('that is not ready is not downloaded without wait', async () => {
    const made = await cdek.createBarcode({ token, orders: uuid, wait: false }, at());
    const { uuid: form } = made.entity as { uuid: string };
    const early = cdek.getBarcode({ token, uuid: form, getFile: true, wait: false }, at());
    expect((await failure(early, ResponseError)).hint).toContain('Wait for it with wait');
  });

  test.each([
    ['INVALID', HttpError, 'v2_entity_empty'],
    ['REMOVED', ResponseError, 'stores forms for an hour'],
  ])('with the status %s is an error', async (code, type, says) => {
    const requests = [{ ...invalid('CREATE', 'v2_entity_empty'), state: 'SUCCESSFUL' }];
    server.fail({ body: { entity: { uuid, statuses: [{ code: 'READY' }, { code }] }, requests } });
    const error = await failure(cdek.getReceipt({ token, uuid }, at()), type as typeof HttpError);
    expect(error.message).toContain(says);
  });
});

describe('other requests', () => {
  test('are followed where their state is', async () => {
    const date = '2026-12-01T10:00:00Z';
    const prealert = await cdek.createPrealert({ token, orders: uuid, date, point: 'MSK5' }, at());
    expect(prealert.requests).toMatchObject([{ state: 'SUCCESSFUL' }]);
    expect(bodies()[0]).toMatchObject({ planned_date: '2026-12-01T10:00:00+0000' });
    const times = { intake_time_from: '10:00', intake_time_to: '17:00' };
    const intake = { cdek_number: 1106207236, intake_date: '2026-12-01T00:00:00', ...times };
    await cdek.createCourierInvitation({ token, intake }, at());
    expect(bodies().at(-3)).toEqual({
      cdek_number: '1106207236',
      intake_date: '2026-12-01',
      ...times,
    });
    await cdek.deleteCourierInvitation({ token, uuid }, at());
    const appointment = { order_uuid: uuid, date: '2026-12-03' };
    await cdek.registerDeliveryAppointment({ token, appointment }, at());
    expect(new Set(lines().map((line) => line.replace(/[\w-]{36}/, 'UUID')))).toEqual(
      new Set([
        'POST /v2/prealert',
        'GET /v2/prealert/UUID',
        'POST /v2/intakes',
        'GET /v2/intakes/UUID',
        'DELETE /v2/intakes/UUID',
        'POST /v2/delivery',
        'GET /v2/delivery/UUID',
      ]),
    );
  });

  test('for a day send the day', async () => {
    await cdek.getCashboxChecksByDate({ token, day: '2026-12-01' }, at());
    await cdek.getDeliveryCashRegistry({ token, day: new Date('2026-12-01T00:00:00') }, at());
    await cdek.getPassportDataStatus({ token, uuid }, at());
    const day = { date: '2026-12-01' };
    expect(bodies()).toEqual([day, day, { order_uuid: uuid }]);
  });

  test('with errors in a response with status 200 are errors', async () => {
    const errors = [
      { code: 'v2_order_not_found', message: 'No such order' },
      { code: 'v2_bad_request', message: 'Bad request' },
    ];
    server.fail({ body: { errors, check_info: [] } });
    const error = await failure(cdek.getCashboxCheck({ token, uuid }, at()), HttpError);
    expect(error.message).toContain('v2_order_not_found: No such order; Bad request');
  });
});

describe('a list', () => {
  const seed = (count: number) => {
    for (let n = 0; n < count; n++) server.shelves.put('offices', { code: `MSK${n}` });
  };

  test('is read in pages of 1000', async () => {
    seed(2500);
    let count = 0;
    const filter = { city_code: 44, type: '', have_cash: true };
    for await (const _ of await cdek.getOfficeList.stream({ token, filter }, at())) count++;
    expect(count).toBe(2500);
    const query = 'size=1000&city_code=44&have_cash=true';
    expect(lines()).toEqual([
      `GET /v2/deliverypoints?${query}`,
      `GET /v2/deliverypoints?${query}&page=1`,
      `GET /v2/deliverypoints?${query}&page=2`,
    ]);
  });

  test('has pages of the size that the caller sets, and says if there are more', async () => {
    seed(5);
    const codes: unknown[] = [];
    const filter = { size: 2, page: 1 };
    for await (const { code } of await cdek.getOfficeList.stream({ token, filter }, at())) {
      codes.push(code);
    }
    expect(codes).toEqual(['MSK2', 'MSK3', 'MSK4']);
    const { definition } = cdek.getOfficeList;
    expect(definition.more!(await cdek.getOfficeList({ token, filter }, at()))).toBe(true);
    expect(definition.more!(await cdek.getOfficeList({ token }, at()))).toBe(false);
  });

  test('of regions has the countries in one parameter', async () => {
    const regions = await cdek.getRegionsList({ token, countries: ['RU', 'KZ'] }, at());
    expect(regions).toHaveLength(1);
    expect(lines()).toEqual([
      'GET /v2/location/regions?country_codes=RU%2CKZ&size=1000&page=0&lang=rus',
    ]);
  });

  test('that is not one is an error', async () => {
    server.fail({ body: {} });
    await failure(cdek.getOfficeList({ token }, at()), ResponseError);
  });
});

describe('a token', () => {
  const account = { client_id: ACCOUNT.id, client_secret: ACCOUNT.password };

  test('is issued for an account, whose password is only in the body', async () => {
    const { password, id } = ACCOUNT;
    const issued = await cdek.getToken({ account: id, password }, at());
    expect(issued).toMatchObject({ access_token: TOKEN, expires_in: 3599 });
    expect(lines()).toEqual(['POST /v2/oauth/token']);
  });

  test('is got once for many calls with an account', async () => {
    const calls = Array.from({ length: 10 }, () => cdek.getOrder({ token: account, uuid }, at()));
    await Promise.all(calls);
    expect(lines().filter((line) => line === 'POST /v2/oauth/token')).toHaveLength(1);
  });

  test('is renewed when it has expired, also if CDEK says so with status 200', async () => {
    const token = { ...account, domain: 'other' };
    await cdek.getOrder({ token, uuid }, at());
    server.reset();
    server.fail({ ...problem([invalid('AUTH', 'v2_token_expired')]), status: 200 });
    await cdek.getOrder({ token, uuid }, at());
    expect(lines()).toEqual([
      `GET /v2/orders/${uuid}`,
      'POST /v2/oauth/token',
      `GET /v2/orders/${uuid}`,
    ]);
  });

  test('that has expired says how to get another one', async () => {
    const error = await failure(cdek.getOrder({ token: EXPIRED, uuid }, at()), HttpError);
    expect(error).toMatchObject({ status: 401, reason: 'v2_token_expired' });
    expect(error.hint).toContain('GetToken');
    expect(JSON.stringify(error)).not.toContain(EXPIRED);
  });

  test('for a wrong password names both areas', async () => {
    const wrong = cdek.getToken({ account: ACCOUNT.id, password: 'wrong-password' }, at());
    const error = await failure(wrong, HttpError);
    expect(error.reason).toBe('invalid_client');
    expect(error.hint).toContain('those of the test area');
  });

  test('of the test area comes from there, as do its orders', async () => {
    const dryRun = async (
      method: { definition: typeof cdek.getOrder.definition },
      input: object,
    ) => {
      const lines: string[] = [];
      await method.definition.invoke({ testApi: true, ...input }, { dryRun: lines });
      return lines.join();
    };
    const { id, password } = ACCOUNT;
    expect(await dryRun(cdek.getToken, { account: id, password })).toContain(
      'https://api.edu.cdek.ru/v2/oauth/token',
    );
    for (const given of [token, account]) {
      const line = await dryRun(cdek.getOrder, { token: given, uuid });
      expect(line).toContain(`https://api.edu.cdek.ru/v2/orders/${uuid}`);
    }
  });
});

test('a limit of requests is waited for', async () => {
  server.fail('rate limit');
  await cdek.getOrder({ token, uuid }, { ...at(), retries: 1 });
  expect(server.requests).toHaveLength(2);
});

describe('a template', () => {
  test('may have the required fields only, or those of online stores', async () => {
    const keys = (found: object) => Object.keys(found);
    const required = ['tariff_code', 'recipient', 'packages'];
    expect(keys((await cdek.getOrderDescription({ required: true })) as object)).toEqual(required);
    expect(await cdek.getOrderDescription({})).not.toHaveProperty('seller');
    expect(await cdek.getOrderDescription({ onlineStore: true })).toHaveProperty('seller');
    expect(await cdek.getAppointmentDescription({ required: true, empty: true })).toEqual({
      date: '',
    });
  });
});
