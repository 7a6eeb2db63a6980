import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { APP, start } from '../../src/services/bitrix24/testing/stand-in.js';
import { configFile, type Ended, oint } from '../support/oint.js';

/** Refresh tokens of Bitrix24 work once: what comes in their place must not be lost. */
const { standIn, tokens } = await start();
beforeEach(() => standIn.reset());

const call = ['--config', JSON.stringify({ baseUrl: standIn.url })];
const getTask = ['bitrix24', 'GetTask', '--url', standIn.url, '--task', '8017', ...call];

const renewals = () =>
  standIn.requests.filter(({ path }) => path.startsWith('/oauth/token/')).length;

/** Credentials whose access token has expired. */
function credentials() {
  const { access, refresh: refresh_token } = tokens;
  const access_token = access.replace(/\d+$/, '0');
  const { client_id, client_secret } = APP;
  return { client_id, client_secret, access_token, refresh_token, member_id: 'a223' };
}

async function setConfig(config: object): Promise<void> {
  await writeFile(configFile, JSON.stringify(config));
}

async function config(): Promise<Record<string, Record<string, string>>> {
  return JSON.parse(await readFile(configFile, 'utf8'));
}

function expectNoSecrets(...ended: Ended[]): void {
  for (const { stdout, stderr } of ended) {
    for (const secret of [APP.client_secret, /access-\d/, /refresh-\d/]) {
      expect(stdout + stderr).not.toMatch(secret);
    }
  }
}

describe('credentials of the config', () => {
  test('are renewed by one of many processes, and written back', async () => {
    const before = credentials();
    await setConfig({ vars: { a: 'b' }, bitrix24: { token: JSON.stringify(before) } });
    const all = await Promise.all(Array.from({ length: 4 }, () => oint(getTask)));
    for (const { status, stderr } of all)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expectNoSecrets(...all);
    expect(renewals()).toBe(1);
    const now = await config();
    expect(now.vars).toEqual({ a: 'b' });
    expect(JSON.parse(now.bitrix24!.token!)).toEqual({
      ...before,
      ...{ access_token: tokens.access, refresh_token: tokens.refresh },
    });
    const files = await readdir(dirname(configFile));
    expect(files.filter((name) => /lock|part/.test(name))).toEqual([]);
  });

  test.each([
    ['in a variable', (text: string) => ({ vars: { Bx: text }, bitrix24: { token: '@@Bx' } })],
    ['as an object', (text: string) => ({ vars: {}, bitrix24: { token: JSON.parse(text) } })],
  ])('%s stay there', async (_name, configOf) => {
    await setConfig(configOf(JSON.stringify(credentials())));
    expect(await oint(getTask)).toMatchObject({ status: 0, stderr: '' });
    const { access, refresh } = tokens;
    const renewed = { ...credentials(), access_token: access, refresh_token: refresh };
    const { vars, bitrix24 } = await config();
    const found = vars!.Bx ? JSON.parse(vars!.Bx) : bitrix24!.token;
    expect(found).toEqual(renewed);
  });

  test('are renewed although a process was killed while it did so', async () => {
    await setConfig({ bitrix24: { token: JSON.stringify(credentials()) } });
    const { status } = await oint(['--version']);
    expect(status).toBe(0);
    // No process has so high a number.
    const { hostname } = await import('node:os');
    await writeFile(`${configFile}.bitrix24.lock`, `99999999 ${hostname()} 0000`);
    expect(await oint(getTask)).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse((await config()).bitrix24!.token!).refresh_token).toBe(tokens.refresh);
  });

  test.skipIf(process.getuid?.() === 0)('are not used up where they cannot be kept', async () => {
    await setConfig({ bitrix24: { token: JSON.stringify(credentials()) } });
    await chmod(configFile, 0o400);
    const { status, stderr } = await oint(getTask).finally(() => chmod(configFile, 0o600));
    expect(status).toBe(2);
    expect(stderr).toContain('cannot be written, so the new tokens would be lost');
    expect(renewals()).toBe(0);
  });
});

test('credentials of the line are renewed, and the person is told how to have them kept', async () => {
  await setConfig({ vars: { a: 'b' } });
  const token = JSON.stringify(credentials());
  const ended = await oint([...getTask, '--token', token]);
  expect(ended.status).toBe(0);
  const said = ended.stderr.match(/the refresh token in --token no longer works/g);
  expect(said).toHaveLength(1);
  expect(ended.stderr).toContain('oint config set bitrix24.token');
  expectNoSecrets(ended);
  expect(await config()).toEqual({ vars: { a: 'b' } });
});

describe('RefreshToken', () => {
  const { client_id, client_secret } = APP;
  const client = ['--clientid', client_id, '--clientsecret', client_secret];
  const refresh = ['bitrix24', 'RefreshToken', ...client, ...call];

  test('replaces both tokens of the config, also by many processes at once', async () => {
    const { refresh: token, access } = tokens;
    await setConfig({ bitrix24: { refresh: token, token: access } });
    const all = await Promise.all([1, 2, 3].map(() => oint(refresh)));
    for (const { status, stderr } of all)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(renewals()).toBe(3);
    expect(await config()).toEqual({ bitrix24: { refresh: tokens.refresh, token: tokens.access } });
  });

  test('with a token of the line changes nothing there: the answer has the new ones', async () => {
    await setConfig({ bitrix24: { token: 'other' } });
    const { status, stdout, stderr } = await oint([...refresh, '--refresh', tokens.refresh]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout).refresh_token).toBe(tokens.refresh);
    expect(await config()).toEqual({ bitrix24: { token: 'other' } });
  });
});
