import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failure } from '../../../../test/support/failure.js';
import { folder } from '../../../../test/support/folder.js';
import { CLIENT, OAuthServer, REDIRECT } from '../../../../test/support/oauth-server.js';
import { start } from '../../../../test/support/server.js';
import { flag, text } from '../../definition/kinds/index.js';
import type { AnyMethod } from '../../definition/method.js';
import type { Sources } from '../../definition/param.js';
import {
  AbortedError,
  HttpError,
  InputError,
  OintError,
  ResponseError,
  TimeoutError,
} from '../../errors/errors.js';
import { rest } from '../table.js';
import { oauthMethods } from './methods.js';
import { oauthToken } from './oauth-token.js';
import {
  authorizationCode,
  clientId,
  clientSecret,
  codeVerifier,
  deviceCode,
  redirectUri,
  refreshToken,
  scopes,
  state,
} from './params.js';
import { codeChallenge } from './pkce.js';
import { RotatingToken } from './rotating-token.js';
import { serviceAccount } from './service-account.js';
import type { OAuthVendor } from './vendor.js';

/** The endpoints of a vendor; `baseUrl` leads to the stand-in. */
const ENDPOINTS = {
  authorize: 'https://accounts.example/authorize?hl=en',
  token: 'https://accounts.example/token',
  reference: 'https://accounts.example/docs',
  device: { url: 'https://accounts.example/device', interval: 60, slowDown: 60 },
};
const client = { clientId: clientId(), clientSecret: clientSecret() };
const given = { clientId: CLIENT.id, clientSecret: CLIENT.secret };

/** All OAuth methods of a vendor, and a method of its API. */
function serviceOf(own: Partial<OAuthVendor> = {}) {
  const vendor: OAuthVendor = { ...ENDPOINTS, ...own };
  const oauth = oauthMethods('shop', vendor, client);
  const { table, read } = rest({
    service: 'shop',
    last: { token: oauthToken({ vendor, scopes: ['read', 'write'] }, 'Access token') },
    target: ({ token }, { options }) => ({ base: `${options.baseUrl}/api`, token }),
  });
  return table({
    /** The link. */
    getLink: oauth.link({
      params: {
        clientId: client.clientId,
        redirectUri: redirectUri({ default: REDIRECT }),
        scopes: scopes({ optional: true }),
        state: state({ optional: true }),
        codeVerifier: codeVerifier({ optional: true }),
        drive: flag('Drive', { default: true }),
        domain: text('Domain', { optional: true }),
      },
      fields: ({ drive }) => ({ access_type: drive ? 'offline' : undefined }),
    }),
    /** The verifier. */
    getVerifier: oauth.codeVerifier(),
    /** Tokens by code. */
    getToken: oauth.tokenByCode({
      code: authorizationCode(),
      redirectUri: redirectUri({ default: REDIRECT }),
      codeVerifier: codeVerifier({ optional: true }),
    }),
    /** Tokens by refresh token. */
    refresh: oauth.refresh({ refreshToken: refreshToken() }),
    /** The device code. */
    getDeviceCode: oauth.deviceCode(),
    /** Tokens by device code. */
    getDeviceToken: oauth.tokenByDeviceCode({ device: deviceCode() }),
    /** A token for a service account. */
    getAccountToken: oauth.serviceAccountToken(serviceAccount('Account', { option: 'auth' }), {
      scope: {},
      lifetime: { option: 'exp' },
    }),
    /** An order. */
    getOrder: read('GET /order'),
  });
}

const at = ({ url: baseUrl }: { url: string }) => ({ baseUrl, retries: 0 });

/** Everything that a failed call shows, debug lines included. */
async function shownBy(
  run: (call: { debug: (line: string) => void }) => Promise<unknown>,
): Promise<string> {
  const lines: string[] = [];
  const error = await failure(run({ debug: (line) => void lines.push(line) }), OintError);
  return [...lines, error.message, error.stack, JSON.stringify(error)].join('\n');
}

describe('an authorization code', () => {
  test.each([
    ['with PKCE, the client by Basic', { client: 'basic' }, true],
    ['without, the client by fields', {}, false],
  ] as const)('%s', async (_name, own, isPkce) => {
    const server = await OAuthServer.start(own);
    const shop = serviceOf({ ...own, pkce: isPkce });
    const verifier = isPkce ? await shop.getVerifier({}) : undefined;
    const { clientId } = given;
    const link = await shop.getLink({ clientId, codeVerifier: verifier, scopes: ['a', 'b c'] });
    const code = server.consent(link);
    const tokens = await shop.getToken({ ...given, code, codeVerifier: verifier }, at(server));
    expect(tokens).toMatchObject({ token_type: 'bearer', refresh_token: server.newest });
    const again = shop.getToken({ ...given, code, codeVerifier: verifier }, at(server));
    const error = await failure(again, HttpError);
    expect(error).toMatchObject({ status: 400, reason: 'invalid_grant' });
    expect(error.message).toContain('invalid_grant: the code was used');
    expect(error.hint).toContain('A code works once');
  });

  test('has a link with all of its fields, and no param that is not for it', async () => {
    const verifier = 'v'.repeat(43);
    const link = new URL(
      await serviceOf().getLink({
        ...{ clientId: 'id&1', scopes: ['a', 'b'], state: 'st=1', codeVerifier: verifier },
        ...{ drive: false, domain: 'ignored' },
      }),
    );
    expect(Object.fromEntries(link.searchParams)).toEqual({
      ...{ hl: 'en', response_type: 'code', client_id: 'id&1', redirect_uri: REDIRECT },
      ...{ scope: 'a b', state: 'st=1' },
      ...{ code_challenge: codeChallenge(verifier), code_challenge_method: 'S256' },
    });
    const commas = await serviceOf({ scopeSeparator: ',' }).getLink({
      ...{ clientId: 'i', scopes: ['a', 'b'] },
    });
    expect(new URL(commas).searchParams.get('scope')).toBe('a,b');
  });

  test('has the challenge of RFC 7636, appendix B', () => {
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    expect(codeChallenge(verifier)).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });

  test.each([undefined, 'short', 'ü'.repeat(50)])('is not asked for with %s', async (verifier) => {
    const link = serviceOf({ pkce: true }).getLink({ clientId: 'i', codeVerifier: verifier });
    const error = await failure(link, InputError);
    expect(error.message).toMatch(/code verifier/);
    if (verifier) expect(error.message).not.toContain(verifier);
  });

  test('may be pasted as the address that the browser ended at', async () => {
    const server = await OAuthServer.start();
    const shop = serviceOf();
    const code = server.consent(await shop.getLink({ clientId: CLIENT.id }));
    const pasted = `${REDIRECT}?state=1&code=${encodeURIComponent(code)}&scope=x`;
    expect(await shop.getToken({ ...given, code: pasted }, at(server))).toHaveProperty(
      'access_token',
    );
  });

  test('that was refused is an error before anything is sent', async () => {
    const pasted = `${REDIRECT}?error=access_denied`;
    const error = await failure(serviceOf().getToken({ ...given, code: pasted }), InputError);
    expect(error.message).toContain('code: the address has no code, but the error access_denied');
  });
});

describe('a refusal', () => {
  test('of the client names what to check', async () => {
    const server = await OAuthServer.start();
    const wrong = { ...given, clientSecret: 'wrong-secret', refreshToken: 'r' };
    const error = await failure(serviceOf().refresh(wrong, at(server)), HttpError);
    expect(error).toMatchObject({ status: 401, reason: 'invalid_client' });
    expect(error.hint).toBe('Check clientId and clientSecret.');
    expect(error.message).toContain('unknown client ***');
  });

  test('shows nothing of what is secret', async () => {
    const server = await OAuthServer.start({ client: 'basic' });
    const shop = serviceOf({ client: 'basic' });
    const code = 'code-of-mine/+=';
    const verifier = 'v'.repeat(43);
    const shown = await shownBy((call) =>
      shop.getToken({ ...given, code, codeVerifier: verifier }, { ...at(server), ...call }),
    );
    expect(shown).toContain('no such code: ***');
    const basic = String(server.requests[0]!.headers.authorization).replace('Basic ', '');
    for (const secret of [CLIENT.secret, code, verifier, basic, encodeURIComponent(code)]) {
      expect(shown).not.toContain(secret);
    }
  });

  test('with status 200 is one too', async () => {
    const server = await OAuthServer.start();
    server.instead = (response) => response.end('{"error":"invalid_scope"}');
    const error = await failure(
      serviceOf().refresh({ ...given, refreshToken: 'r' }, at(server)),
      HttpError,
    );
    expect(error.hint).toContain('Check the scopes');
  });
});

describe('new tokens', () => {
  test('are in no line of debug', async () => {
    const server = await OAuthServer.start({ rotates: true });
    const lines: string[] = [];
    const call = { ...at(server), debug: (line: string) => void lines.push(line) };
    const token = server.refreshToken();
    const tokens = await serviceOf().refresh({ ...given, refreshToken: token }, call);
    const shown = lines.join('\n');
    expect(shown).toContain('"access_token":"***"');
    for (const one of [token, tokens.access_token, tokens.refresh_token, CLIENT.secret]) {
      expect(shown).not.toContain(one);
    }
  });

  test.each([
    ['an HTML page', '<html><title>Sign in</title></html>'],
    ['no object', '["access_token"]'],
    ['no token', '{"token_type":"bearer"}'],
    ['a number', '{"access_token":1}'],
    ['a line break', JSON.stringify({ access_token: 'a\r\nx: 1' })],
    ['a token of another type', '{"access_token":"abc","token_type":"mac"}'],
    ['more than is read', JSON.stringify({ access_token: 'x'.repeat(2 ** 21) })],
  ])('are not %s', async (_name, body) => {
    const server = await OAuthServer.start();
    server.instead = (response) => response.end(body);
    const asked = serviceOf().refresh({ ...given, refreshToken: 'r' }, at(server));
    const error = await failure(asked, ResponseError);
    expect(error.message.length).toBeLessThan(400);
  });

  test('are not asked for at another address', async () => {
    const other = await start((_request, response) => {
      response.end('{"access_token":"a"}');
    });
    const server = await OAuthServer.start();
    server.instead = (response) => response.writeHead(307, { location: `${other.url}/t` }).end();
    const asked = serviceOf().refresh({ ...given, refreshToken: 'r' }, at(server));
    expect(await failure(asked, HttpError)).toMatchObject({ status: 307 });
    expect(other.requests).toEqual([]);
  });

  test('by a token that works once are not asked for twice', async () => {
    const server = await OAuthServer.start({ rotates: true });
    server.instead = (response) => response.writeHead(500).end();
    const asked = serviceOf({ rotates: true }).refresh(
      { ...given, refreshToken: server.refreshToken() },
      { baseUrl: server.url, retries: 3 },
    );
    await failure(asked, HttpError);
    expect(server.exchanges).toBe(1);
  });
});

describe('a device', () => {
  test('waits for its user, and slows down when it is told to', async () => {
    const server = await OAuthServer.start();
    const shop = serviceOf({ device: { ...ENDPOINTS.device, interval: 60, slowDown: 40 } });
    const { device_code: device, user_code } = await shop.getDeviceCode(
      { clientId: CLIENT.id },
      at(server),
    );
    server.instead = (response) => response.writeHead(400).end('{"error":"slow_down"}');
    const waits: string[] = [];
    const debug = (line: string) => {
      const [, wait] = /again in (\d+) ms/.exec(line) ?? [];
      if (!wait) return;
      waits.push(wait);
      if (waits.length === 2) server.enter(String(user_code));
    };
    const call = { ...at(server), debug };
    const tokens = await shop.getDeviceToken({ ...given, device: String(device) }, call);
    expect(tokens).toHaveProperty('access_token');
    expect(waits).toEqual(['100', '100']);
  });

  test('waits no longer than the call may take', async () => {
    const server = await OAuthServer.start();
    const shop = serviceOf({ device: { ...ENDPOINTS.device, interval: 60_000 } });
    const { device_code } = await shop.getDeviceCode({ clientId: CLIENT.id }, at(server));
    const input = { ...given, device: String(device_code) };
    const waiting = shop.getDeviceToken(input, { ...at(server), timeout: 50_000 });
    const error = await failure(waiting, HttpError);
    expect(error.reason).toBe('authorization_pending');
    expect(error.hint).toContain('has not entered the code yet');
  });

  test('stops when the caller does', async () => {
    const server = await OAuthServer.start();
    const shop = serviceOf({ device: { ...ENDPOINTS.device, interval: 60_000 } });
    const { device_code } = await shop.getDeviceCode({ clientId: CLIENT.id }, at(server));
    const ending = new AbortController();
    const debug = (line: string) => line.includes('again in') && ending.abort();
    const waiting = shop.getDeviceToken(
      { ...given, device: String(device_code) },
      { ...at(server), signal: ending.signal, debug },
    );
    await failure(waiting, AbortedError);
  });

  test('of a vendor with words of its own', async () => {
    const server = await start((_request, response) => {
      response.end('{"access_token":"a"}');
    });
    const device = { url: 'https://x.example/d', grantType: 'device_code', field: 'code' };
    await serviceOf({ device }).getDeviceToken({ ...given, device: 'd' }, at(server));
    const form = new URLSearchParams(server.requests[0]!.body.toString());
    expect(Object.fromEntries(form)).toMatchObject({ grant_type: 'device_code', code: 'd' });
  });
});

describe('a service account', () => {
  const strict = { audience: ENDPOINTS.token, scopes: ['read', 'write'] };

  test('signs for its token', async () => {
    const server = await OAuthServer.start(strict);
    const scope = ['read', 'write'];
    for (const account of [server.account.json, JSON.stringify(server.account.json)]) {
      const token = await serviceOf().getAccountToken({ account, scope }, at(server));
      expect(token).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
    }
  });

  test('shows nothing of its key, nor of what it signed', async () => {
    const server = await OAuthServer.start(strict);
    const { json, key } = server.account;
    const shown = await shownBy((call) =>
      serviceOf().getAccountToken({ account: json, scope: ['all'] }, { ...at(server), ...call }),
    );
    const sent = new URLSearchParams(server.requests[0]!.body.toString()).get('assertion')!;
    expect(shown).toContain('invalid_scope');
    for (const part of [...sent.split('.'), ...key.split('\n').filter((l) => l.length > 9)]) {
      if (!part.startsWith('-----')) expect(shown).not.toContain(part);
    }
  });

  test.each([
    ['no key', { private_key: undefined }, /the field private_key .*is missing/],
    ['no email', { client_email: 7 }, /the field client_email .*is missing/],
    ['a broken key', { private_key: '-----BEGIN PRIVATE KEY-----\nABCDEF' }, /not a valid private/],
  ])('with %s is refused before anything is sent', async (_name, wrong, says) => {
    const server = await OAuthServer.start(strict);
    const account = { ...server.account.json, ...wrong };
    const asked = serviceOf().getAccountToken({ account, scope: ['read'] }, at(server));
    const error = await failure(asked, InputError);
    expect(error.message).toMatch(says);
    expect(error.message).not.toContain('ABCDEF');
    expect(server.requests).toEqual([]);
  });

  test('gives one token to many calls, until shortly before it expires', async () => {
    const server = await OAuthServer.start(strict);
    const shop = serviceOf();
    const orders = () =>
      Promise.all(
        Array.from({ length: 20 }, () => shop.getOrder({ token: server.account.json }, at(server))),
      );
    await orders();
    await orders();
    expect(server.issued).toBe(1);
    // The server knows no more of it: a new one is fetched once, and each call repeated.
    server.expire();
    await orders();
    expect(server.issued).toBe(2);
  });

  test('whose tokens live for a moment gets one for each call', async () => {
    const server = await OAuthServer.start({ ...strict, expiresIn: 0 });
    const shop = serviceOf();
    for (let i = 1; i <= 3; i++) {
      await shop.getOrder({ token: server.account.json }, at(server));
      expect(server.issued).toBe(i);
    }
  });
});

describe('credentials in place of a token', () => {
  const credentials = (refreshToken: string) => ({ ...given, refreshToken });

  test.each([false, true])('get one for all calls (rotating: %s)', async (rotates) => {
    const server = await OAuthServer.start({ rotates });
    const shop = serviceOf({ rotates });
    const kept: string[] = [];
    const onTokens = (tokens: { refreshToken: string }) => kept.push(tokens.refreshToken);
    const token = { ...credentials(server.refreshToken()), onTokens };
    const orders = () =>
      Promise.all(Array.from({ length: 20 }, () => shop.getOrder({ token }, at(server))));
    for (const answer of await orders()) expect(answer).toMatchObject({ ok: true });
    expect(server.issued).toBe(1);
    server.expire();
    await orders();
    expect(server.issued).toBe(2);
    expect(kept).toHaveLength(2);
    expect(kept.at(-1)).toBe(server.newest);
  });

  test('may be JSON text with the names of the RFC, and use the token in it first', async () => {
    const server = await OAuthServer.start();
    const { access_token } = await serviceOf().refresh(
      { ...given, refreshToken: server.refreshToken() },
      at(server),
    );
    const token = `{'client_id':'${CLIENT.id}','client_secret':'${CLIENT.secret}','refresh_token':'${server.newest}','access_token':'${access_token}','domain':'x'}`;
    expect(await serviceOf().getOrder({ token }, at(server))).toMatchObject({ ok: true });
    expect(server.issued).toBe(1);
  });

  test('may be a file, where a person typed its path', async () => {
    const server = await OAuthServer.start({
      ...{ audience: ENDPOINTS.token, scopes: ['read', 'write'] },
    });
    const path = join(await folder(), 'key.json');
    await writeFile(path, JSON.stringify(server.account.json));
    const { definition } = serviceOf().getOrder as unknown as AnyMethod;
    const sources = { variable: () => undefined, stdin: () => process.stdin } satisfies Sources;
    for (const token of [path, `@${path}`, `file:${path}`]) {
      const found = await definition.invoke({ token }, { call: at(server), sources });
      expect(found).toMatchObject({ ok: true });
    }
  });

  test.each([
    ['{"client_id": secret-text', /token is not valid JSON/],
    ['{"client_id":"a"}', /the field refresh_token is missing/],
    ['{"refresh_token":"secret-text"}', /the field client_id is missing/],
    [
      '{"client_id":"a","refresh_token":{"a":"secret-text"}}',
      /token\.refresh_token must be a string/,
    ],
  ])('that are %s are refused', async (token, says) => {
    const error = await failure(serviceOf().getOrder({ token }), InputError);
    expect(error.message).toMatch(says);
    expect(JSON.stringify(error)).not.toContain('secret-text');
  });

  test('that are refused say so, without what is secret', async () => {
    const server = await OAuthServer.start();
    const shown = await shownBy((call) =>
      serviceOf().getOrder({ token: credentials('spent-token') }, { ...at(server), ...call }),
    );
    expect(shown).toContain('invalid_grant: bad token ***');
    expect(shown).toContain('Open the authorization link again');
    expect(shown).not.toContain('spent-token');
    expect(shown).not.toContain(CLIENT.secret);
  });

  test('are not sent in a dry run', async () => {
    const server = await OAuthServer.start();
    const dryRun: string[] = [];
    const { definition } = serviceOf().getOrder as unknown as AnyMethod;
    const token = credentials('spent-token');
    await definition.invoke({ token }, { call: at(server), dryRun });
    expect(dryRun.join()).toContain("'authorization: Bearer ***'");
    expect(server.requests).toEqual([]);
  });
});

describe('the credentials of the application itself', () => {
  const shop = serviceOf({ clientCredentials: true });

  test('get one token for all calls, and another one when it has expired', async () => {
    const server = await OAuthServer.start();
    const orders = () =>
      Promise.all(Array.from({ length: 20 }, () => shop.getOrder({ token: given }, at(server))));
    for (const answer of await orders()) expect(answer).toMatchObject({ ok: true });
    expect(server.issued).toBe(1);
    server.expire();
    await orders();
    expect(server.issued).toBe(2);
  });

  test('have a token of their own at each server of the vendor', async () => {
    const [server, other] = [await OAuthServer.start(), await OAuthServer.start()];
    const token = JSON.stringify({ client_id: CLIENT.id, client_secret: CLIENT.secret });
    await shop.getOrder({ token }, at(server));
    await shop.getOrder({ token }, at(other));
    expect([server.issued, other.issued]).toEqual([1, 1]);
  });

  test.each([
    ['{"client_id":"a"}', /the field client_secret is missing\nCredentials are a JSON object/],
    [7, /must be an access token, or a JSON object with client_id and client_secret, not 7/],
  ])('that are %s are refused', async (token, says) => {
    const error = await failure(shop.getOrder({ token } as never), InputError);
    expect(error.message).toMatch(says);
  });

  test('that the vendor does not know are an error without them', async () => {
    const server = await OAuthServer.start();
    const token = { ...given, clientSecret: 'wrong-secret' };
    const shown = await shownBy((call) => shop.getOrder({ token }, { ...at(server), ...call }));
    expect(shown).toContain('invalid_client');
    expect(shown).not.toContain('wrong-secret');
  });
});

describe('many callers of one token', () => {
  test('are each bound by their own deadlines and signals, and none loses it for the others', async () => {
    const server = await OAuthServer.start({ rotates: true });
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      server.instead = (response) => {
        const tokens = { access_token: 'a', refresh_token: 'r' };
        answer = () => void response.end(JSON.stringify(tokens));
        resolve();
      };
    });
    const kept: unknown[] = [];
    const token = {
      ...given,
      refreshToken: server.refreshToken(),
      onTokens: (tokens: unknown) => kept.push(tokens),
    };
    const shop = serviceOf({ rotates: true });
    const ending = new AbortController();
    const first = shop.getOrder({ token }, { ...at(server), signal: ending.signal });
    await asked;
    const second = shop.getOrder({ token }, { ...at(server), timeout: 50 });
    const third = shop.getOrder({ token }, at(server));
    ending.abort();
    await failure(first, AbortedError);
    await failure(second, TimeoutError);
    answer();
    // It is not one of this server's tokens, so it is renewed, with what came last.
    await failure(third, HttpError);
    expect(kept).toEqual([{ accessToken: 'a', refreshToken: 'r' }]);
  });

  test('never see it', async () => {
    const tokens = { accessToken: 'secret-1', refreshToken: 'secret-2' };
    const token = new RotatingToken({ ...tokens, refresh: async () => tokens });
    expect(`${JSON.stringify({ token })} ${token}`).toBe('{"token":"***"} ***');
  });
});
