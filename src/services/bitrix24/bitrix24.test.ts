import { beforeEach, describe, expect, test } from 'vitest';
import { exampleInput } from '../../../test/support/definitions.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import bitrix24, { rotatingToken } from './index.js';
import service from './service.js';
import { APP, OPERATION_TIME_LIMIT, start, WEBHOOK } from './testing/stand-in.js';

const { standIn, webhook: url, tokens } = await start();
beforeEach(() => standIn.reset());

const calls = () => standIn.calls.map(({ name }) => name);
const values = (index: number) => standIn.calls[index]!.values;
const none = { retries: 0 };

describe('every method', async () => {
  const files = await folder();
  const asking = [...service.methods.values()].filter(({ offline }) => !offline);
  /** Bitrix24 also accepts the date of a record, which its description does not mention. */
  const described = asking.filter(({ name }) => !/^(Add|Update)TaskTimeAccounting$/.test(name));

  test.each(described)('$name sends a request that the description allows', async (method) => {
    const client = { clientId: APP.client_id, clientSecret: APP.client_secret, code: APP.code };
    const given = { url, ...client, refresh: tokens.refresh };
    const input = await exampleInput(method, given, files);
    const answer = await method.invoke(input, { call: { baseUrl: standIn.url } });
    if (method.rows) expect(method.rows(answer).length).toBeGreaterThan(0);
  });

  test('an error says what is wrong with a field', async () => {
    const deal = bitrix24.createDeal({ url, fields: { title: 'Tea' } }, none);
    const error = await failure(deal, HttpError);
    expect(error).toMatchObject({ status: 400, reason: 'ERROR_ARGUMENT' });
    expect(error.message).toContain('ERROR_ARGUMENT: fields.title is not known');
  });
});

describe('an address', () => {
  const asked = async (given: string) => {
    const dryRun: string[] = [];
    await bitrix24.serverTime.definition.invoke({ url: given, token: 't' }, { dryRun });
    return dryRun[0]!.split('\n')[0]!.replace(/^curl '?|'? \\$/g, '');
  };

  test.each([
    ['portal.bitrix24.com', 'https://portal.bitrix24.com/rest/server.time'],
    ['https://portal.bitrix24.com/', 'https://portal.bitrix24.com/rest/server.time'],
    ['http://127.0.0.1:8080/b24/rest/', 'http://127.0.0.1:8080/b24/rest/server.time'],
    ['portal.bitrix24.com/rest/7/s3cret', 'https://portal.bitrix24.com/rest/7/***/server.time'],
    [
      ' https://p.example/rest/7/s3cret/profile.json?x=1 ',
      'https://p.example/rest/7/***/server.time',
    ],
    ['https://p.example/rest/api/7/s3cret/', 'https://p.example/rest/7/***/server.time'],
  ])('may be %s', async (given, expected) => {
    expect(await asked(given)).toBe(expected);
  });

  test('that is rejected does not show the secret', async () => {
    const lines: string[] = [];
    const wrong = { url: url.replace(WEBHOOK.secret, 's3cret') };
    const call = bitrix24.serverTime(wrong, { ...none, debug: (line) => lines.push(line) });
    const error = await failure(call, HttpError);
    expect(error).toMatchObject({ status: 401, reason: 'INVALID_CREDENTIALS' });
    expect(error.message).toContain('/rest/1/***/server.time');
    expect(JSON.stringify([lines, error])).not.toContain('s3cret');
  });
});

describe('a token', () => {
  const at = () => ({ url: standIn.url, token: tokens.access });

  test('is sent in the body', async () => {
    await bitrix24.getTask({ ...at(), task: 8017 });
    expect(values(0)).toEqual({ taskId: 8017, auth: tokens.access });
    expect(standIn.requests[0]!.path).toBe('/rest/tasks.task.get');
  });

  test('that has expired is renewed once for many calls, and saved before it is used', async () => {
    const saved: object[] = [];
    const { access: accessToken, refresh: refreshToken } = tokens;
    const token = rotatingToken(
      {
        ...{ clientId: APP.client_id, clientSecret: APP.client_secret },
        ...{ accessToken: `${accessToken}`.replace(/\d+$/, '0'), refreshToken },
        save: (tokens) => saved.push(tokens),
      },
      { baseUrl: standIn.url },
    );
    const task = (task: number) => bitrix24.getTask({ ...at(), token, task });
    await Promise.all([task(1), task(2), task(3)]);
    expect(calls()).toEqual(Array(3).fill('tasks.task.get'));
    const renewals = standIn.requests.filter(({ path }) => path.startsWith('/oauth/token/'));
    expect(renewals).toHaveLength(1);
    expect(saved).toEqual([{ accessToken: tokens.access, refreshToken: tokens.refresh }]);
  });

  test('that is missing gives a hint', async () => {
    const error = await failure(bitrix24.serverTime({ url: standIn.url }, none), HttpError);
    expect(error.message).toContain('NO_AUTH_FOUND');
    expect(error.hint).toContain('webhook address as url');
  });
});

describe('a link that authorizes an application', () => {
  test.each(['portal.bitrix24.com', 'https://portal.bitrix24.com/'])('of %s', async (domain) => {
    const link = await bitrix24.getAppAuthLink({ domain, clientId: 'local.1' });
    expect(link).toBe('https://portal.bitrix24.com/oauth/authorize/?client_id=local.1');
  });
});

describe('a batch', () => {
  const deal = ['crm.deal.add', { fields: { TITLE: 'Tea & milk', CONTACT_IDS: [5, 7] } }];

  test('sends its commands as PHP parses them, with the results of earlier ones', async () => {
    const commands = { deal, read: ['crm.deal.get', { id: '$result[deal]' }], time: 'server.time' };
    const { result } = await bitrix24.batch({ url, commands });
    expect(values(0)).toEqual({ fields: { TITLE: 'Tea & milk', CONTACT_IDS: ['5', '7'] } });
    expect(result).toMatchObject({ result: { read: { TITLE: 'Tea & milk' } } });
  });

  test('fails if a command fails, and says which; the error has the other results', async () => {
    const commands = { deal, poem: 'crm.poem.add', task: ['tasks.task.get', { id: 1 }] };
    const error = await failure(bitrix24.batch({ url, commands }, none), HttpError);
    expect(error.message).toMatch(
      /2 commands failed: poem: ERROR_METHOD_NOT_FOUND: .*; task: ERROR_ARGUMENT: /,
    );
    expect(error.body).toMatchObject({ result: { result: { deal: expect.anything() } } });
  });

  test.each([
    [Object.fromEntries(Array.from({ length: 51 }, (_, n) => [n, 'server.time'])), 'not 51'],
    [{}, 'not 0'],
    [{ deal: ['crm.deal.get', 5] }, 'commands.deal must be "method?query"'],
  ])('of %j is rejected before anything is sent', async (commands, why) => {
    const error = await failure(bitrix24.batch({ url, commands }), InputError);
    expect(error.message).toContain(why);
    expect(standIn.requests).toEqual([]);
  });
});

describe('Bitrix24 rejects', () => {
  const add = (retries: number) => bitrix24.createDeal({ url, fields: {} }, { retries });

  test('too many requests: a write is retried, as it was certainly not done', async () => {
    standIn.fail('rate limit');
    await add(1);
    expect(standIn.requests).toHaveLength(2);
  });

  test('a method that ran too long, and says when to try again', async () => {
    const reset = Math.floor(Date.now() / 1000) + 600;
    const more = { time: { operating_reset_at: reset } };
    standIn.fail({ ...OPERATION_TIME_LIMIT, more });
    const error = await failure(add(2), HttpError);
    expect(error).toMatchObject({ status: 429, reason: 'OPERATION_TIME_LIMIT' });
    expect(error.hint).toContain(new Date(reset * 1000).toISOString());
    expect(standIn.requests).toHaveLength(1);
  });

  test.each([
    [{ error: 'ERROR_CORE', error_description: 'Not here<br>' }, 'ERROR_CORE: Not here ('],
    [{ error: '', error_description: 'Wrong owner' }, ': Wrong owner ('],
    [
      { error: { code: 'X', message: 'No', validation: [{ field: 'id', message: 'is missing' }] } },
      'X: No; id: is missing (',
    ],
  ])('a request with status 200 too: %j', async (body, words) => {
    standIn.fail({ body });
    const error = await failure(add(0), HttpError);
    expect(error.status).toBe(200);
    expect(error.message).toContain(words);
  });
});

describe('a file', () => {
  const at = { url, name: 'report.pdf' };

  test('that is small is sent in one request', async () => {
    await bitrix24.uploadFileToFolder({ ...at, folder: 8, data: Buffer.from('abc') });
    expect(values(0)).toEqual({
      id: 8,
      data: { NAME: 'report.pdf' },
      fileContent: ['report.pdf', 'YWJj'],
    });
  });

  test('that is larger is streamed to the upload URL, also into a storage', async () => {
    const data = Buffer.alloc(2 ** 20 + 1, 'x');
    const { result } = await bitrix24.uploadFileToStorage({ ...at, storage: 1357, data });
    expect(result).toMatchObject({ NAME: 'report.pdf', SIZE: String(data.length) });
    expect(calls()).toEqual(['disk.storage.get', 'disk.folder.uploadfile']);
    const { path, headers } = standIn.requests[2]!;
    expect(path).toMatch(/^\/upload\//);
    expect(headers['content-type']).toMatch(/^multipart\/form-data/);
  });

  test('of unknown size is streamed too', async () => {
    async function* data() {
      yield Buffer.from('abc');
    }
    await bitrix24.uploadFileToFolder({ ...at, folder: 8, data: data() });
    expect(standIn.requests[1]!.path).toMatch(/^\/upload\//);
  });

  test('is added to a post by its name; an update does not change who sees the post', async () => {
    const files = { 'tea.txt': Buffer.from('Earl Grey') };
    await bitrix24.createPost({ url, message: 'Tea', files, visibility: 'SG1, U2' });
    const FILES = [['tea.txt', Buffer.from('Earl Grey').toString('base64')]];
    expect(values(0)).toMatchObject({ FILES, DEST: ['SG1', 'U2'], IMPORTANT: 'N' });
    await bitrix24.updatePost({ url, post: 217, message: 'Coffee' });
    expect(values(1)).toEqual({ POST_ID: 217, POST_MESSAGE: 'Coffee' });
  });
});

describe('a list', () => {
  const count = async (rows: AsyncIterable<unknown>) => {
    let rowCount = 0;
    for await (const _ of rows) rowCount++;
    return rowCount;
  };

  test('comes page by page, whatever a group of methods calls the next page', async () => {
    standIn.seed('crm.lead.list', 120);
    standIn.seed('department.get', 60);
    expect(await count(await bitrix24.getLeadsList.stream({ url, start: 50 }))).toBe(70);
    expect(await count(await bitrix24.getDepartments.stream({ url }))).toBe(60);
  });

  test('of tasks accepts its token before the fields, and sends it like all methods', async () => {
    const names = Object.keys(bitrix24.getTasksList.definition.params);
    expect(names).toEqual(['url', 'filter', 'start', 'token', 'select']);
    const token = tokens.access;
    await bitrix24.getTasksList({ url: standIn.url, token, select: 'ID' });
    expect(values(0)).toEqual({ start: 0, select: ['ID'], auth: token });
  });
});

describe('a template', () => {
  test('of the drive’s filter comes from the portal', async () => {
    expect(await bitrix24.getFolderFilterStructure({ url })).toMatchObject({ ID: 'integer' });
    const empty = await bitrix24.getFolderFilterStructure({ url, empty: true });
    expect(Object.values(empty).every((value) => value === '')).toBe(true);
    expect(Object.keys(empty)).not.toContain('REAL_OBJECT_ID');
  });

  test('keeps its shape when it is empty', async () => {
    const { rrule } = await bitrix24.getCalendarEventsStructure({ empty: true });
    expect(rrule).toEqual({ FREQ: '', COUNT: '', INTERVAL: '', BYDAY: [''], UNTIL: '' });
  });
});
