import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Values } from '../../../../test/stand-in/description.js';
import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { APP, description, OPERATION_TIME_LIMIT, type Portal, start, WEBHOOK } from './stand-in.js';

let portal: Portal;
beforeAll(async () => {
  portal = await start();
});
beforeEach(() => portal.standIn.reset());

async function send(url: string, values: Values = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(values),
  });
  return { status: answer.status, body: (await answer.json()) as Values & { result: Values } };
}

const call = (method: string, values?: Values) => send(`${portal.webhook}/${method}.json`, values);
const byToken = (method: string, auth?: string) =>
  send(`${portal.standIn.url}/rest/${method}`, auth ? { auth } : {});

describe('Bitrix24 rejects', () => {
  it.each<[string, () => ReturnType<typeof call>, number, string]>([
    ['an unknown method', () => call('crm.poem.add'), 404, 'ERROR_METHOD_NOT_FOUND'],
    [
      'another secret',
      () => send(`${portal.standIn.url}/rest/1/no/user.current`),
      401,
      'INVALID_CREDENTIALS',
    ],
    ['a missing token', () => byToken('user.current'), 401, 'NO_AUTH_FOUND'],
    ['another token', () => byToken('user.current', 'x'), 401, 'invalid_token'],
    [
      'a field of another entity',
      () => call('crm.deal.add', { fields: { title: 'x' } }),
      400,
      'ERROR_ARGUMENT',
    ],
    ['a missing chat', () => call('im.disk.folder.get'), 400, 'ERROR_ARGUMENT'],
  ])('%s', async (_, wrong, status, error) => {
    expect(await wrong()).toMatchObject({
      status,
      body: { error, error_description: expect.any(String) },
    });
  });

  it('too many requests, and a method that runs too long', async () => {
    portal.standIn.fail('rate limit', OPERATION_TIME_LIMIT);
    expect(await call('user.current')).toMatchObject({
      status: 503,
      body: { error: 'QUERY_LIMIT_EXCEEDED' },
    });
    expect(await call('user.current')).toMatchObject({
      status: 429,
      body: { error: 'OPERATION_TIME_LIMIT', time: { operating_reset_at: expect.any(Number) } },
    });
  });
});

describe('tokens', () => {
  const token = async (values: Record<string, string>) => {
    const query = new URLSearchParams({
      client_id: APP.client_id,
      client_secret: APP.client_secret,
      ...values,
    });
    const answer = await fetch(`${portal.standIn.url}/oauth/token/?${query}`);
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  };

  it('are issued for a code; a refresh token works once; an expired token is reported', async () => {
    const first = await token({ grant_type: 'authorization_code', code: APP.code });
    expect(await byToken('user.current', first.body.access_token)).toMatchObject({ status: 200 });
    const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token! };
    const second = await token(refresh);
    expect(second).toMatchObject({ status: 200, body: { client_endpoint: expect.any(String) } });
    expect(await token(refresh)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const expired = await byToken('user.current', first.body.access_token);
    expect(expired).toMatchObject({ status: 401, body: { error: 'expired_token' } });
    expect(await byToken('user.current', second.body.access_token)).toMatchObject({ status: 200 });
  });

  it('need the secret', async () => {
    const wrong = { grant_type: 'authorization_code', code: APP.code, client_secret: 'x' };
    expect(await token(wrong)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });
});

describe('Bitrix24 stores', () => {
  it('tasks, and returns their fields in camel case', async () => {
    const { body } = await call('tasks.task.add', { fields: { TITLE: 'Tea', RESPONSIBLE_ID: 7 } });
    const { id } = body.result.task as Values;
    await call('tasks.task.complete', { taskId: id });
    const task = { id, title: 'Tea', responsibleId: '7' };
    expect((await call('tasks.task.get', { taskId: id })).body.result).toMatchObject({ task });
    expect((await call('tasks.task.list')).body).toMatchObject({
      result: { tasks: [{ ...task, status: '5' }] },
      total: 1,
    });
    await call('tasks.task.delete', { taskId: id });
    expect(await call('tasks.task.get', { taskId: id })).toMatchObject({
      status: 400,
      body: { error: 'ERROR_NOT_FOUND' },
    });
  });

  it('deals, also from a form with brackets', async () => {
    const form = new URLSearchParams({ 'fields[TITLE]': 'Tea', 'fields[CONTACT_IDS][]': '5' });
    const added = await fetch(`${portal.webhook}/crm.deal.add`, { method: 'POST', body: form });
    const { result: id } = (await added.json()) as Values;
    expect(portal.standIn.calls[0]!.values).toEqual({
      fields: { TITLE: 'Tea', CONTACT_IDS: ['5'] },
    });
    expect((await call('crm.deal.get', { id })).body.result).toMatchObject({
      ID: String(id),
      TITLE: 'Tea',
    });
  });

  it('lists with pages of 50, each with the start of the next', async () => {
    portal.standIn.seed('crm.lead.list', 120);
    const starts = [undefined, 50, 100];
    const pages = await Promise.all(starts.map((start) => call('crm.lead.list', { start })));
    expect(
      pages.map(({ body }) => [(body.result as unknown as Values[]).length, body.next, body.total]),
    ).toEqual([
      [50, 50, 120],
      [50, 100, 120],
      [20, undefined, 120],
    ]);
  });

  it('files: in the request, or sent to an upload URL', async () => {
    const data = { NAME: 'a.txt' };
    const fileContent = ['a.txt', Buffer.from('abc').toString('base64')];
    const sent = await call('disk.folder.uploadfile', { id: 8, data, fileContent });
    expect((await call('disk.file.get', { id: sent.body.result.ID })).body.result).toMatchObject(
      data,
    );
    const { uploadUrl, field } = (await call('disk.folder.uploadfile', { id: 8, data })).body
      .result;
    const form = new FormData();
    form.set(String(field), new Blob(['abcd']), 'a.txt');
    const answer = await fetch(String(uploadUrl), { method: 'POST', body: form });
    const { result } = (await answer.json()) as { result: Values };
    expect((await call('disk.file.get', { id: result.ID })).body.result).toMatchObject({
      ...data,
      SIZE: '4',
    });
  });
});

describe('a batch', () => {
  it('runs its calls with the results of earlier ones', async () => {
    const cmd = {
      made: 'crm.deal.add?fields[TITLE]=Tea',
      read: 'crm.deal.get?id=$result[made]',
      wrong: 'crm.deal.get',
      all: 'crm.deal.list?start=0',
    };
    const { result } = (await call('batch', { cmd })).body;
    expect(result).toMatchObject({
      result: { read: { TITLE: 'Tea' }, all: [{ TITLE: 'Tea' }] },
      result_error: { wrong: { error: 'ERROR_ARGUMENT' } },
      result_total: { all: 1 },
    });
  });

  it('stops at an error with `halt`, and accepts 50 calls', async () => {
    const cmd = { wrong: 'crm.poem.add', time: 'server.time' };
    const { result } = (await call('batch', { cmd, halt: 1 })).body;
    expect(result).toMatchObject({
      result: {},
      result_error: { wrong: { error: 'ERROR_METHOD_NOT_FOUND' } },
    });
    const many = Object.fromEntries(
      Array.from({ length: 51 }, (_, at) => [`c${at}`, 'server.time']),
    );
    expect(await call('batch', { cmd: many })).toMatchObject({
      body: { error: 'ERROR_BATCH_LENGTH_EXCEEDED' },
    });
  });
});

testEveryOperation(async () => (await start()).standIn, {
  description,
  headers: {},
  url: ({ url }, path) => `${url}/rest/${WEBHOOK.user}/${WEBHOOK.secret}${path}.json`,
  isRefusal: (status, { error, error_description }) =>
    status === 400 && typeof error === 'string' && typeof error_description === 'string',
});
