import { execFile, execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { json, type Received, start, type TestServer } from '../../../test/support/server.js';
import { Call, DryRunDone } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { Bytes } from '../files/bytes.js';
import { build, type RequestSpec } from './build.js';
import { toCurl } from './curl.js';
import { request } from './request.js';
import { ExactUrl } from './url.js';

function shown(
  method: string,
  url: string,
  spec: RequestSpec = {},
  options: CallOptions = {},
): string {
  const call = new Call('test Method', 'write', options);
  return toCurl(build(call, method, new URL(url), spec), call);
}

test('a chat request, in a readable form', () => {
  const spec = { token: 'secret-token', json: { model: 'm', messages: ["it's"] } };
  expect(shown('POST', 'http://localhost:8080/v1/chat/completions', spec)).toBe(
    [
      'curl http://localhost:8080/v1/chat/completions',
      "-H 'accept: application/json, */*;q=0.5'",
      "-H 'authorization: Bearer ***'",
      "-H 'content-type: application/json'",
      `--data-raw '{"model":"m","messages":["it'\\''s"]}'`,
    ].join(' \\\n  '),
  );
});

test('curl leaves a path with dots in it as it is', () => {
  const call = new Call('test Method', 'read');
  const url = new ExactUrl('http://localhost:9000', '/bucket/a/../b', '?versionId=1');
  const line = toCurl(build(call, 'GET', url, {}), call);
  expect(line).toContain("'http://localhost:9000/bucket/a/../b?versionId=1' \\\n  --path-as-is");
  expect(shown('GET', 'http://localhost/a..b')).not.toContain('--path-as-is');
});

test('a dry run records the request and sends nothing', async () => {
  const server = await start((_request, response) => json(response, {}));
  const dryRun: string[] = [];
  const call = new Call('test Method', 'read', {}, { dryRun });
  await failure(request(call, 'GET', new URL(server.url)), DryRunDone);
  expect(dryRun).toHaveLength(1);
  expect(dryRun[0]).toMatch(/^curl -X GET http:\/\/127/);
  expect(server.requests).toEqual([]);
});

test('no secret is shown, wherever it occurs', () => {
  const spec: RequestSpec = {
    token: "sentinel-'token",
    headers: { 'X-Api-Key': 'sentinel-2', Cookie: 'a=sentinel-3' },
    json: { echo: "sentinel-'token", deep: ['sentinel-2'] },
  };
  const command = shown('POST', 'http://u:sentinel-4@h/?api_key=sentinel-5&sig=sentinel-6', spec, {
    proxy: 'http://user:sentinel-7@127.0.0.1:1',
  });
  expect(command).not.toContain('sentinel');
  expect(command).toContain('authorization: Bearer ***');
  expect(command).toContain("--proxy 'http://***@127.0.0.1:1'");
  const form: RequestSpec = { token: 'sentinel-1', form: [['note', 'my sentinel-1 is']] };
  expect(shown('POST', 'http://sentinel-user@h/', form)).not.toContain('sentinel');
});

test('the call options that curl needs are included', () => {
  const options = { ca: 'my ca.pem', cert: 'c.pem', key: 'k.pem', insecure: true, proxy: false };
  expect(
    shown('GET', 'https://h/', {}, options as CallOptions)
      .split(' \\\n  ')
      .slice(1, 6),
  ).toEqual(["--noproxy '*'", "--cacert 'my ca.pem'", '--cert c.pem', '--key k.pem', '--insecure']);
  expect(
    shown('GET', 'https://h/', {}, { proxy: { host: 'p', port: 3128, password: 'x' } }),
  ).toContain('--proxy p:3128');
  expect(shown('GET', 'https://h/', {}, { ca: '-----BEGIN CERTIFICATE-----' })).not.toContain(
    'BEGIN',
  );
});

function whyNoCurl(): string | undefined {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'the curl command is not installed';
  }
}

const missing = whyNoCurl();
describe.skipIf(missing)(`run by a shell${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let server: TestServer;
  let where: string;
  beforeAll(async () => {
    server = await start((_request, response) => json(response, {}));
    where = await folder();
  });

  const run = promisify(execFile);

  /** What our own request and the displayed command send to the server. */
  async function both(method: string, path: string, spec: RequestSpec) {
    const url = server.url + path;
    const before = server.requests.length;
    await request(new Call('test Method', 'write', { retries: 0 }), method, new URL(url), spec);
    const command = shown(method, url, spec);
    await run('sh', ['-c', `${command} --silent --show-error --max-time 20`], { cwd: where });
    const [ours, theirs] = server.requests.slice(before);
    return { ours: ours!, theirs: theirs!, command };
  }

  function expectSame(ours: Received, theirs: Received): void {
    expect(theirs.method).toBe(ours.method);
    expect(theirs.path).toBe(ours.path);
    for (const [name, value] of Object.entries(ours.headers)) {
      if (/^(accept-encoding|user-agent|connection|content-length|content-type)$/.test(name))
        continue;
      expect([name, theirs.headers[name]]).toEqual([name, value]);
    }
  }

  test.each([
    ['GET', '/v1/models', {}],
    ['GET', '/v1/files?limit=10&ids[]=1&ids[]={a,b}', {}],
    ['DELETE', '/v1/files/a%20b', {}],
    ['POST', '/v1/nothing', {}],
    ['GET', '/', { headers: { 'x-empty': '', 'x-odd': `a'b"c\\d $HOME \`ls\` !` } }],
  ])('%s %s', async (method, path, spec: RequestSpec) => {
    const { ours, theirs } = await both(method, path, spec);
    expectSame(ours, theirs);
    expect(theirs.body).toHaveLength(0);
  });

  test('any JSON arrives as we send it', async () => {
    const text = fc.string({ unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(text, fc.oneof(text, fc.jsonValue())), async (value) => {
        const { ours, theirs } = await both('POST', '/', { json: value });
        expect(theirs.body.toString()).toBe(ours.body.toString());
        expect(theirs.headers['content-type']).toBe('application/json');
      }),
      { numRuns: 25 },
    );
  });

  test('quotes, line breaks and shell characters in a JSON string', async () => {
    const json = { text: `@file 'one' "two" \\three\n$HOME \`ls\` !! %PATH% ~ * ?`, e: 'ж🎈' };
    const { ours, theirs } = await both('POST', '/', { json });
    expectSame(ours, theirs);
    expect(theirs.body.equals(ours.body)).toBe(true);
  });

  test('a token is masked, and everything else is the same', async () => {
    const { theirs, command } = await both('POST', '/', { token: 'sentinel', json: {} });
    expect(command).not.toContain('sentinel');
    expect(theirs.headers.authorization).toBe('Bearer ***');
  });

  /** The parts of a form without its boundary, which is different each time. */
  function partsOf({ headers, body }: Received): string[] {
    const [, boundary] = /boundary=(\S+)/.exec(headers['content-type']!)!;
    const parts = body.toString('latin1').split(`--${boundary}`);
    return parts.map((part) => part.replace(/^content-/gim, 'content-'));
  }

  test.each(['plain.txt', 'it\'s; a "file", with \\ all=of it.txt', 'отчёт.txt'])(
    'a form with the file %s',
    async (name) => {
      const path = join(where, name);
      const contents = 'contents\r\n--boundary';
      await writeFile(path, contents);
      const file = Bytes.file(path, {
        size: contents.length,
        name: name.replace(/["\\]/g, '_'),
        type: 'text/plain',
      });
      const form = [
        ['purpose', 'user_data'],
        ['note', '@not-a-file; <nor this\nline'],
        ['file', file],
      ] as const;
      const { ours, theirs } = await both('POST', '/v1/files', { form });
      expect(partsOf(theirs)).toEqual(partsOf(ours));
    },
  );

  test('bytes that are not a file are read from standard input', async () => {
    const form = [['file', Bytes.of(Buffer.from('abc'), { name: 'a.txt' })]] as const;
    const command = shown('POST', server.url, { form });
    const before = server.requests.length;
    await run('sh', ['-c', `printf abc | ${command} --silent --show-error --max-time 20`]);
    const [theirs] = server.requests.slice(before);
    expect(theirs!.body.toString()).toContain('name="file"; filename="a.txt"');
    expect(theirs!.body.toString()).toContain('\r\n\r\nabc\r\n');
  });
});
