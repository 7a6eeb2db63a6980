import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { methodsNamed, offeredMethods } from '../../src/catalogue/tool-input.js';
import { openAccess } from '../../src/core/access/access.js';
import { InputError } from '../../src/core/errors/errors.js';
import googleMethods from '../../src/services/google/index.js';
import { failure } from '../support/failure.js';
import { configFile, type Ended, home, inTerminal, oint, startOint } from '../support/oint.js';
import { APP, SECRETS, SignInServer } from '../support/sign-in-server.js';

/** The commands in real processes, against an authorization server on loopback. */
let server: SignInServer;
beforeEach(async () => {
  server = await SignInServer.start();
  await rm(configFile, { force: true });
  await writeFile(configFile, '{}');
});

const at = () => ['--config', JSON.stringify({ baseUrl: server.url })];
const env = { CLIENT_SECRET: APP.secret };
const google = () => ['google', 'Login', '--id', APP.id, '--secret', 'env:CLIENT_SECRET', ...at()];
const yandex = () => ['yandex', 'Login', '--id', APP.id, '--secret', 'env:CLIENT_SECRET', ...at()];

type Configuration = Record<string, Record<string, string>>;

async function config(): Promise<Configuration> {
  return JSON.parse(await readFile(configFile, 'utf8'));
}

async function credentials(name: string): Promise<Record<string, string>> {
  return JSON.parse((await config()).vars![name]!);
}

/** The first address in what a process has written on standard error. */
function addressIn(text: string): string {
  return /http:\/\/\S+/.exec(text)![0];
}

/** Starts a sign-in without a terminal: the address is printed, and nothing is opened. */
async function started(args: string[]) {
  const running = startOint(args, { env });
  await running.untilError('http://127.0.0.1');
  await running.untilError('\n');
  return { running, link: addressIn(running.written.stderr) };
}

function expectNoSecrets({ stdout, stderr }: Ended): void {
  expect(stdout + stderr).not.toMatch(SECRETS);
}

/** The redirect that a link leads to, without following it. */
async function redirectOf(link: string): Promise<URL> {
  const { headers } = await fetch(link, { redirect: 'manual' });
  return new URL(headers.get('location')!);
}

describe('google Login', () => {
  test('prints the address without a terminal, and stores credentials for all services', async () => {
    const { running, link } = await started(google());
    const page = await fetch(link);
    expect(await page.text()).toContain('Go back to the terminal');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const ended = await running.ended;
    expect(ended.status).toBe(0);
    expectNoSecrets(ended);
    const options = ['gcalendar.token', 'gdrive.token', 'gsheets.token'];
    expect(JSON.parse(ended.stdout)).toMatchObject({ options, config: configFile });
    const { vars: _, ...sections } = await config();
    const token = '@@google_login';
    expect(sections).toEqual({ gcalendar: { token }, gdrive: { token }, gsheets: { token } });
    expect(await credentials('google_login')).toEqual({
      client_id: APP.id,
      client_secret: APP.secret,
      access_token: server.tokens.access,
      refresh_token: server.tokens.refresh,
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(((await stat(configFile)).mode & 0o777).toString(8)).toBe('600');
    expect(server.links[0]).toMatchObject({
      access_type: 'offline',
      code_challenge_method: 'S256',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
      scope: expect.stringContaining('spreadsheets'),
    });
    const list = await oint(['gcalendar', 'GetCalendarList', ...at()]);
    expect(list).toMatchObject({ status: 0, stderr: '' });
    expect(server.requests.at(-1)!.headers.authorization).toBe(`Bearer ${server.tokens.access}`);
  });

  test.skipIf(process.platform === 'win32')('opens the browser of a terminal', async () => {
    const browser = join(home, 'browser');
    const visit = `fetch(process.argv[1]).then((page) => page.text())`;
    await writeFile(browser, `#!/bin/sh\nexec '${process.execPath}' -e '${visit}' "$1"\n`);
    await chmod(browser, 0o755);
    const terminal = inTerminal(google(), { env: { ...env, BROWSER: browser } });
    expect(await terminal.ended).toBe(0);
    expect(terminal.output).toContain('Sign in in the browser');
    expect(terminal.output).not.toMatch(SECRETS);
    expect((await credentials('google_login')).refresh_token).toBe(server.tokens.refresh);
  });

  test('opens nothing over SSH', async () => {
    const over = {
      ...env,
      BROWSER: join(home, 'no-browser'),
      SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22',
    };
    const terminal = inTerminal(google(), { env: over });
    await terminal.until('To sign in, open this address');
    terminal.signal('SIGINT');
    expect(await terminal.ended).toBe(130);
  });

  test('refuses a forged redirect, and waits on', async () => {
    const { running, link } = await started(google());
    const right = await redirectOf(link);
    const forged = new URL(right);
    forged.searchParams.set('state', `${right.searchParams.get('state')}x`);
    expect((await fetch(forged)).status).toBe(400);
    expect((await fetch(new URL('/favicon.ico', right))).status).toBe(404);
    expect((await fetch(right, { method: 'POST' })).status).toBe(404);
    const other = new URL(right);
    other.hostname = 'localhost';
    expect((await fetch(other)).status).toBe(404);
    const page = await fetch(right);
    expect(page.status).toBe(200);
    expect(await page.text()).not.toMatch(SECRETS);
    const ended = await running.ended;
    expect(ended.status).toBe(0);
    expectNoSecrets(ended);
  });

  test('stores nothing if the user refuses', async () => {
    server.denies = true;
    const { running, link } = await started(google());
    await fetch(link);
    const ended = await running.ended;
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('the sign-in was refused: access_denied: The user said no');
    expect(await config()).toEqual({});
  });

  test('ends with Ctrl-C, and closes its port', async () => {
    const { running, link } = await started(google());
    const right = await redirectOf(link);
    running.signal('SIGINT');
    expect((await running.ended).status).toBe(130);
    await expect(fetch(right)).rejects.toThrow();
    expect(await config()).toEqual({});
  });

  test('waits only for so long', async () => {
    const limited = JSON.stringify({ baseUrl: server.url, timeout: 1 });
    const ended = await oint([...google().slice(0, -1), limited], { env });
    expect(ended.status).toBe(3);
    expect(ended.stderr).toContain('timed out');
  });

  test('signs in on another device, for files of the application', async () => {
    const running = startOint([...google(), '--device'], { env });
    await running.untilError('/enter');
    server.enter(/USER-\d+/.exec(running.written.stderr)![0]);
    const ended = await running.ended;
    expect(ended.status).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ options: ['gdrive.token'] });
  });
});

describe('yandex Login', () => {
  const signedIn = async () => {
    const running = startOint(yandex(), { env });
    await running.untilError('/enter');
    server.enter(/USER-\d+/.exec(running.written.stderr)![0]);
    const ended = await running.ended;
    expect(ended.status).toBe(0);
    expectNoSecrets(ended);
  };

  test('waits for the code, and signs in for Disk and Metrica', async () => {
    await signedIn();
    const disk = await oint(['yadisk', 'GetDiskInformation', ...at()]);
    expect(disk).toMatchObject({ status: 0, stderr: '' });
    expect(server.requests.at(-1)!.headers.authorization).toBe(`OAuth ${server.tokens.access}`);
    expect(await oint(['metrika', 'GetTagsList', ...at()])).toMatchObject({ status: 0 });
  });

  test('renews an expired token once for many processes of several services', async () => {
    await signedIn();
    server.expire();
    const lines = [
      ['yadisk', 'GetDiskInformation'],
      ['metrika', 'GetTagsList'],
      ['yadisk', 'GetDiskInformation'],
      ['metrika', 'GetTagsList'],
    ];
    const all = await Promise.all(lines.map((line) => oint([...line, ...at()])));
    for (const ended of all) {
      expect(ended).toMatchObject({ status: 0, stderr: '' });
      expectNoSecrets(ended);
    }
    expect(server.renewals).toBe(1);
    const { access, refresh } = server.tokens;
    expect(await credentials('yandex_login')).toMatchObject({
      access_token: access,
      refresh_token: refresh,
    });
  });

  test('renews a token before its end, without a refused request', async () => {
    await signedIn();
    const known = await credentials('yandex_login');
    const expires_at = new Date(Date.now() - 1000).toISOString();
    const whole = await config();
    whole.vars!.yandex_login = JSON.stringify({ ...known, expires_at });
    await writeFile(configFile, JSON.stringify(whole));
    const before = server.requests.length;
    expect(await oint(['yadisk', 'GetDiskInformation', ...at()])).toMatchObject({ status: 0 });
    const paths = server.requests.slice(before).map(({ path }) => path);
    expect(paths).toEqual(['/token', '/v1/disk']);
    expect((await credentials('yandex_login')).expires_at).not.toBe(expires_at);
  });
});

test('dropbox Login needs no secret of the application', async () => {
  server.isPublic = true;
  const args = ['dropbox', 'Login', '--appkey', APP.id, '--port', '0'];
  const { running, link } = await started([...args, ...at()]);
  await fetch(link);
  expect((await running.ended).status).toBe(0);
  expect(server.links[0]).toMatchObject({
    redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+\/$/),
    token_access_type: 'offline',
  });
  const { dropbox } = await config();
  expect(dropbox).toEqual({ token: '@@dropbox_login' });
  server.expire();
  const account = await oint(['dropbox', 'GetAccountInformation', ...at()]);
  expect(account).toMatchObject({ status: 0, stderr: '' });
  expect(server.renewals).toBe(1);
});

test('twitter Login keeps tokens that work once', async () => {
  server.rotates = true;
  const args = ['twitter', 'Login', '--clientid', APP.id, '--clientsecret', APP.secret];
  const { running, link } = await started([...args, '--port', '0', ...at()]);
  await fetch(link);
  expect((await running.ended).status).toBe(0);
  server.expire();
  const post = ['twitter', 'CreateTextTweet', '--text', 'Hello', ...at()];
  const all = await Promise.all([1, 2, 3].map(() => oint(post)));
  for (const ended of all) expect(ended).toMatchObject({ status: 0, stderr: '' });
  expect(server.renewals).toBe(1);
  expect((await credentials('twitter_login')).refresh_token).toBe(server.tokens.refresh);
});

test('credentials whose tokens are stored elsewhere stay as they are', async () => {
  const { running, link } = await started(google());
  await fetch(link);
  await running.ended;
  const { refresh } = server.tokens;
  const { client_id, client_secret } = await credentials('google_login');
  const token = { client_id, client_secret, refresh_token: 'env:REFRESH' };
  await writeFile(configFile, JSON.stringify({ gcalendar: { token } }));
  const list = await oint(['gcalendar', 'GetCalendarList', ...at()], { env: { REFRESH: refresh } });
  expect(list).toMatchObject({ status: 0, stderr: '' });
  expect(server.renewals).toBe(1);
  expect(await config()).toEqual({ gcalendar: { token } });
});

describe('a sign-in without a user', () => {
  const input = { clientId: APP.id, clientSecret: APP.secret };
  const terminal = {
    tell: () => {},
    open: async () => expect.unreachable(),
    store: async () => expect.unreachable(),
  };

  test('is not offered to models', () => {
    expect(offeredMethods('google').map(({ name }) => name)).not.toContain('Login');
    expect(() => methodsNamed('google.Login', 'tools')).toThrow(InputError);
  });

  test('is refused in a program', async () => {
    const error = await failure(googleMethods.login(input), InputError);
    expect(error.message).toContain('signing in needs a user at the command line');
    expect(error.hint).toContain('oint google Login');
  });

  test('is refused if a model chose the values, at any terminal', async () => {
    const access = { ...openAccess, trusted: false };
    const call = { baseUrl: server.url };
    const { definition } = googleMethods.login;
    const refused = definition.invoke(input, { access, terminal, call });
    expect(await failure(refused, InputError)).toMatchObject({ method: 'google Login' });
    expect(server.requests).toEqual([]);
  });
});
