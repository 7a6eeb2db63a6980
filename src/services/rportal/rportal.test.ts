import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import rportal from './index.js';
import { PASSWORD, start, TOKEN } from './testing/stand-in.js';

let server: StandIn;
let access: { url: string; token: string };
beforeAll(async () => {
  server = await start();
  access = { url: `${server.url}/`, token: TOKEN };
});
afterEach(() => server.reset());

const project = 'default_personal';
const uuid = '2f6f7d1c-54d5-4d0c-9f0c-1f4f0d4a7c11';
const lines = () => server.requests.map(({ method, path }) => `${method} ${path}`);
const sent = () => server.calls.at(-1)!.values;

describe('a launch', () => {
  test('has its time with milliseconds, its attributes as records, and a UUID', async () => {
    const params = {
      ...{ name: 'Nightly', startTime: '2026-01-31T18:30:00Z', mode: 'debug', uuid: '' },
      attributes: 'build:3.1, smoke, url:http://example.com',
    };
    await rportal.createLaunch({ ...access, project, params });
    expect(sent()).toMatchObject({
      ...{ startTime: '2026-01-31T18:30:00.000Z', mode: 'DEBUG' },
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      attributes: [
        { key: 'build', value: '3.1' },
        { value: 'smoke' },
        { key: 'url', value: 'http://example.com' },
      ],
    });
  });

  test.each([1_769_884_200, '1769884200', 1_769_884_200_000, new Date(1_769_884_200_000)])(
    'may start at %s, which is not in 1970',
    async (startTime) => {
      await rportal.createLaunch({ ...access, project, params: { name: 'Nightly', startTime } });
      expect(sent().startTime).toBe('2026-01-31T18:30:00.000Z');
    },
  );

  test('with an unknown field is refused, and the known ones are named', async () => {
    const wrong = rportal.createLaunch({ ...access, project, params: { title: 'Nightly' } });
    expect((await failure(wrong, InputError)).message).toContain('Fields: name, startTime');
    expect(server.requests).toEqual([]);
  });

  test('is queued by the second version of the API', async () => {
    const params = { name: 'Nightly', startTime: new Date() };
    await rportal.createLaunch({ ...access, project, params, queued: true });
    const end = await rportal.getLaunchCompletionStructure({
      endTime: new Date(),
      status: 'passed',
    });
    await rportal.finishLaunch({ ...access, project, uuid, params: end, queued: true });
    expect(lines()).toEqual([
      `POST /api/v2/${project}/launch`,
      `PUT /api/v2/${project}/launch/${uuid}/finish`,
    ]);
    expect(sent()).toMatchObject({ status: 'PASSED' });
  });

  test('is updated by its number, which is asked for if there is only the UUID', async () => {
    const params = { description: 'All green' };
    await rportal.updateLaunch({ ...access, project, launch: '42', params });
    await rportal.updateLaunch({ ...access, project, launch: uuid, params });
    const [first, second, third] = lines();
    expect([first, second]).toEqual([
      `PUT /api/v1/${project}/launch/42/update`,
      `GET /api/v1/${project}/launch/${uuid}`,
    ]);
    expect(third).toMatch(/launch\/\d+\/update$/);
  });

  test('has a report as a file', async () => {
    const report = await rportal.getLaunchReport({ ...access, project, launch: '42' });
    expect(String(report)).toBe('%PDF-1.7 pdf');
  });
});

describe('an item', () => {
  const params = { name: 'Login', startTime: new Date(), type: 'step', launchUuid: uuid };

  test('starts in the launch, or in its parent', async () => {
    await rportal.createItem({ ...access, project, params });
    await rportal.createItem({ ...access, project, params, parent: uuid });
    expect(lines()).toEqual([
      `POST /api/v1/${project}/item`,
      `POST /api/v1/${project}/item/${uuid}`,
    ]);
    expect(sent()).toMatchObject({ type: 'STEP', launchUuid: uuid });
  });

  test('is finished by its UUID, and deleted by its number', async () => {
    const end = { endTime: new Date(), launchUuid: uuid, status: 'failed' };
    await rportal.finishItem({ ...access, project, uuid, params: end });
    await rportal.deleteItem({ ...access, project, item: 77 });
    expect(lines()).toEqual([
      `PUT /api/v1/${project}/item/${uuid}`,
      `DELETE /api/v1/${project}/item/77`,
    ]);
  });

  test('is one of a list that goes on page by page', async () => {
    for await (const _ of await rportal.getLaunchItems.stream({ ...access, project, launch: 42 }));
    expect(server.calls.map(({ values }) => [values['page.page'], values['page.size']])).toEqual([
      [1, 300],
      [2, 300],
    ]);
    expect(sent()['filter.eq.launchId']).toBe(42);
  });

  test('has log messages with a level', async () => {
    const given = { launch: uuid, item: uuid, time: new Date(), text: 'Signed in' };
    const params = await rportal.getLogStructure(given);
    await rportal.writeLog({ ...access, project, params });
    expect(sent()).toMatchObject({ message: 'Signed in', level: 'info', itemUuid: uuid });
    expect(lines()).toEqual([`POST /api/v1/${project}/log/entry`]);
  });
});

describe('a user', () => {
  test('is deleted by the ID, which is asked for if there is only the login', async () => {
    await rportal.deleteUser({ ...access, id: 'ann' });
    expect(lines()[0]).toBe('GET /api/users/ann');
    expect(lines()[1]).toMatch(/^DELETE \/api\/users\/\d+$/);
  });

  test('gets the role by the name that an update has for it', async () => {
    const params = { fullName: 'Ann Lee', accountRole: 'administrator' };
    await rportal.updateUser({ ...access, login: 'ann', params });
    expect(sent()).toMatchObject({ fullName: 'Ann Lee', role: 'ADMINISTRATOR' });
  });
});

describe('a temporary token', () => {
  test('is issued for the password, which is only in the body', async () => {
    const given = { url: `${server.url}/api`, login: 'ann', password: PASSWORD };
    expect(await rportal.getTemporaryToken(given)).toMatchObject({ access_token: TOKEN });
    expect(lines()).toEqual(['POST /uat/sso/oauth/token']);
  });

  test('that is refused has the words of the server', async () => {
    const given = { url: server.url, login: 'ann', password: 'wrong-password' };
    const error = await failure(rportal.getTemporaryToken(given), HttpError);
    expect(error).toMatchObject({ status: 401, reason: '4010' });
    expect(error.message).toContain('Bad credentials');
  });
});
