import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { start } from '../../../test/support/server.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import http from './index.js';
import { noHttpbin, startHttpbin } from './testing/httpbin.js';

interface Echoed {
  args: Record<string, unknown>;
  data: string;
  files: Record<string, string>;
  form: Record<string, unknown>;
  headers: Record<string, string>;
  json: unknown;
  url: string;
}

describe.skipIf(noHttpbin)(`httpbin${noHttpbin ? ` (skipped: ${noHttpbin})` : ''}`, () => {
  let bin = '';
  beforeAll(async () => {
    bin = (await startHttpbin()).url;
  });

  const send = (given: Parameters<typeof http.sendRequest>[0]) =>
    http.sendRequest(given) as Promise<Echoed>;

  it('gets each kind of body', async () => {
    const url = `${bin}/post`;
    expect(await send({ url, json: { a: [1, 'я'] } })).toMatchObject({ json: { a: [1, 'я'] } });
    expect(await send({ url, form: { a: 'b c', list: ['1', '2'] } })).toMatchObject({
      form: { a: 'b c', list: ['1', '2'] },
    });
    const multipart = { title: 'Чай', file: Buffer.from('tea') };
    expect(await send({ url, multipart })).toMatchObject({
      form: { title: 'Чай' },
      files: { file: 'tea' },
    });
    const text = await send({ url, body: 'plain', type: 'text/x-test', method: 'post' });
    expect(text).toMatchObject({ data: 'plain', headers: { 'Content-Type': 'text/x-test' } });
    const query = { a: 1, list: ['x', 'y'], empty: null };
    const found = await send({ url: `${bin}/get?b=2`, query });
    expect(found.args).toEqual({ a: '1', b: '2', list: ['x', 'y'] });
    expect(found.url).toContain('/get?b=2&a=1&list=x&list=y');
  });

  it('reads JSON, text and bytes, also compressed', async () => {
    expect(await http.sendRequest({ url: `${bin}/gzip` })).toMatchObject({ gzipped: true });
    expect(await http.sendRequest({ url: `${bin}/brotli` })).toMatchObject({ brotli: true });
    expect(await http.sendRequest({ url: `${bin}/html` })).toContain('<h1>');
    const bytes = await http.sendRequest({ url: `${bin}/bytes/2000` });
    expect((bytes as Buffer).length).toBe(2000);
    const headers = await http.sendRequest({ url: `${bin}/get`, method: 'HEAD' });
    expect(headers).toMatchObject({ 'content-type': 'application/json' });
    expect(await http.sendRequest({ url: `${bin}/status/204` })).toBe('');
  });

  it('follows redirects, as far as it is told to', async () => {
    const url = `${bin}/redirect/3`;
    expect(await http.sendRequest({ url })).toMatchObject({ url: `${bin}/get` });
    const error = await failure(http.sendRequest({ url, redirects: 2 }), HttpError);
    expect(error.status).toBe(302);
  });

  it.each(['auth', 'auth-int'])('accepts Digest with %s, MD5 and SHA-256', async (qop) => {
    for (const algorithm of ['MD5', 'SHA-256']) {
      const url = `${bin}/digest-auth/${qop}/me/secret/${algorithm}`;
      const given = { url, user: 'me', password: 'secret', auth: 'digest' };
      expect(await http.sendRequest(given)).toMatchObject({ authenticated: true, user: 'me' });
      const wrong = await failure(http.sendRequest({ ...given, password: 'wrong' }), HttpError);
      expect(wrong.status).toBe(401);
    }
  });

  it('accepts Basic and Bearer', async () => {
    const url = `${bin}/basic-auth/me/pä ss`;
    const basic = { url, user: 'me', password: 'pä ss' };
    expect(await http.sendRequest(basic)).toMatchObject({ authenticated: true });
    const bearer = { url: `${bin}/bearer`, token: 'tok' };
    expect(await http.sendRequest(bearer)).toMatchObject({ token: 'tok' });
  });

  it('saves a response to a file', async () => {
    const file = join(await folder(), 'image.png');
    const saved = await http.sendRequest({ url: `${bin}/image/png`, file });
    expect(saved).toMatchObject({ path: file, type: 'image/png' });
    expect((await readFile(file)).subarray(1, 4).toString()).toBe('PNG');
  });

  it('sends what a pasted curl command sends', async () => {
    const line = `curl '${bin}/anything?a=1' -X PATCH -H 'X-One: 1' --data-raw '{"a":"it'\\''s"}' -H 'Content-Type: application/json' --compressed`;
    expect(await http.sendRequest({ curl: line })).toMatchObject({
      method: 'PATCH',
      args: { a: '1' },
      json: { a: "it's" },
      headers: { 'X-One': '1' },
    });
  });

  it('keeps the cookies of a session', async () => {
    await using request = await http.newRequest({});
    await http.setURL({ request, url: `${bin}/cookies/set?flavor=oat&size=2` });
    await http.processRequest({ request, method: 'GET' });
    expect(await http.returnResponseAsJSONObject({ request })).toEqual({
      cookies: { flavor: 'oat', size: '2' },
    });
    await http.initialize({ request, url: `${bin}/cookies` });
    await http.processRequest({ request, method: 'GET' });
    const { cookies } = (await http.returnResponseAsJSONObject({ request })) as { cookies: object };
    expect(cookies).toEqual({ flavor: 'oat', size: '2' });
  });

  it('gets requests that are built step by step', async () => {
    await using request = await http.newRequest({});
    await http.initialize({ request, url: `${bin}/anything` });
    await http.setURLParams({ request, params: { list: ['a', 'b'] } });
    await http.addURLParameter({ request, key: 'page', value: 2 });
    await http.addURLParameter({ request, key: 'none', value: '', ignoreEmpty: true });
    await http.setHeaders({ request, headers: { 'X-One': '1' } });
    await http.addHeader({ request, header: 'X-Two', value: '2' });
    await http.initializeJsonBody({ request });
    await http.insertBodyField({ request, key: 'n', value: '10', valueType: 'Number' });
    await http.insertBodyField({ request, key: 'list', value: [] });
    await http.addValue({ request, key: 'list', value: 'A' });
    await http.addBasicAuthorization({ request, user: 'me', password: 'pw' });
    await http.processRequest({ request, method: 'POST', start: false });
    const view = await http.returnRequest({ request });
    expect(view).toMatchObject({
      method: 'POST',
      url: `${bin}/anything?list=%5Ba%2Cb%5D&page=2`,
      body: '{"n":10,"list":["A"]}',
    });
    await http.executeRequest({ request });
    expect(await http.returnResponseAsJSONObject({ request })).toMatchObject({
      json: { n: 10, list: ['A'] },
      args: { page: '2' },
      headers: { 'X-One': '1', 'X-Two': '2', Authorization: 'Basic bWU6cHc=' },
    });
    await http.splitArraysInURL({ request, split: true, squareBrackets: true });
    const split = await http.returnRequest({ request });
    expect(split.url).toContain('list%5B%5D=a&list%5B%5D=b');
    expect(await http.returnSettings({ request, filter: 'gzip' })).toBe(true);
    expect(await http.returnSettings({ request })).toMatchObject({ SplitArrayParams: true });
    expect(await http.getLog({ request })).toEqual([`> POST ${bin}/anything`, '< 200']);
  });

  it('returns a response with any status, as an error only if that is asked for', async () => {
    await using request = await http.newRequest({});
    await http.initialize({ request, url: `${bin}/status/418` });
    await http.processRequest({ request, method: 'GET' });
    expect(await http.returnResponse({ request })).toMatchObject({ status: 418 });
    expect(await http.returnResponseAsString({ request })).toContain('teapot');
    const error = await failure(http.returnResponseAsString({ request, throws: true }), HttpError);
    expect(error.status).toBe(418);
  });
});

describe('a body in parts', () => {
  it('is sent with its positions, from a file and from memory', async () => {
    const server = await start((_, response) => void response.end('ok'));
    const path = join(await folder(), 'data.bin');
    await writeFile(path, 'Some data for sending');
    for (const data of [path, Buffer.from('Some data for sending')]) {
      await using request = await http.newRequest({});
      await http.setURL({ request, url: server.url });
      await http.setBinaryBody({ request, data });
      await http.sendDataInParts({ request, chunkSize: 8 });
      await http.sendPart({ request, start: 5, count: 8, method: 'POST' });
    }
    const found = server.requests.map(({ method, headers, body }) => {
      return `${method} ${headers['content-range']} ${body}`;
    });
    const once = [
      'PUT bytes 0-7/21 Some dat',
      'PUT bytes 8-15/21 a for se',
      'PUT bytes 16-20/21 nding',
      'POST bytes 5-12/21 data for',
    ];
    expect(found).toEqual([...once, ...once]);
  });

  it('of several parts is multipart/related', async () => {
    const server = await start((_, response) => void response.end('ok'));
    await using request = await http.newRequest({});
    await http.setURL({ request, url: server.url });
    await http.startMultipartBody({ request, view: 'related' });
    await http.addDataAsRelated({ request, data: { name: 'x' }, type: 'application/json' });
    const image = { request, data: Buffer.from([1, 2]), type: 'image/png', contentID: 'img' };
    await http.addDataAsRelated(image);
    await http.processRequest({ request, method: 'POST' });
    const [{ headers, body }] = server.requests as [(typeof server.requests)[0]];
    const boundary = /^multipart\/related; boundary=(\S+)$/.exec(headers['content-type']!)![1];
    expect(body.toString('latin1')).toBe(
      `--${boundary}\r\nContent-Type: application/json\r\n\r\n{"name":"x"}\r\n--${boundary}\r\nContent-Type: image/png\r\nContent-ID: <img>\r\n\r\n\x01\x02\r\n--${boundary}--\r\n`,
    );
    expect(headers['content-length']).toBe(String(body.length));
  });

  it('of a form has files and fields', async () => {
    const server = await start((_, response) => void response.end('ok'));
    await using request = await http.newRequest({});
    await http.setURL({ request, url: server.url });
    await http.startMultipartBody({ request });
    await http.addMultipartFormDataField({ request, field: 'n', value: 5 });
    const file = { field: 'f', filename: 'a.txt', data: Buffer.from('tea') };
    await http.addMultipartFormDataFile({ request, ...file });
    await http.processRequest({ request, method: 'POST' });
    const text = String(server.requests[0]!.body);
    expect(text).toContain('name="n"\r\n\r\n5');
    expect(text).toContain('name="f"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\ntea');
  });
});

it('sends text in the encoding that is chosen, and reads it so', async () => {
  const server = await start((request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(request.body);
  });
  await using request = await http.newRequest({});
  await http.setURL({ request, url: server.url });
  await http.useEncoding({ request, encoding: 'windows-1251' });
  await http.setStringBody({ request, data: 'Привет' });
  await http.processRequest({ request, method: 'POST' });
  expect(server.requests[0]!.body).toEqual(Buffer.from('cff0e8e2e5f2', 'hex'));
  expect(server.requests[0]!.headers['content-type']).toBe('text/plain; charset=windows-1251');
  expect(await http.returnResponseAsString({ request })).toBe('Привет');
});

it('saves to a file that is named in the request, and says where', async () => {
  const server = await start((_, response) => void response.end('contents'));
  const filepath = join(await folder(), 'answer.txt');
  await using request = await http.newRequest({});
  await http.setURL({ request, url: server.url });
  await http.setResponseFile({ request, filepath });
  await http.processRequest({ request, method: 'GET' });
  expect(await http.returnResponseFilename({ request })).toBe(filepath);
  expect(await readFile(filepath, 'utf8')).toBe('contents');
  expect(await http.returnResponseAsBinaryData({ request })).toEqual(Buffer.from('contents'));
});

describe('a signed request', () => {
  const why = (() => {
    try {
      execFileSync('/usr/bin/python3', ['-c', 'import oauthlib'], { stdio: 'ignore' });
      return undefined;
    } catch {
      return 'python3-oauthlib is not installed';
    }
  })();
  const VERIFY = `
import json, sys
from oauthlib.oauth1.rfc5849 import signature
r = json.load(sys.stdin)
params = signature.collect_parameters(uri_query=r['query'], body=r['body'] or [], headers={'Authorization': r['auth']}, exclude_oauth_signature=False)
given = dict(params)['oauth_signature']
class Request: pass
request = Request()
request.http_method, request.uri, request.signature = r['method'], r['uri'], given
request.params = [pair for pair in params if pair[0] != 'oauth_signature']
check = {'HMAC-SHA1': signature.verify_hmac_sha1, 'HMAC-SHA256': signature.verify_hmac_sha256}
if r['name'] in check: print(check[r['name']](request, 'app&secret', 'user secret'))
else: print(signature.verify_rsa_sha1(request, r['key']))
`;
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

  it.skipIf(why).each(['HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1'])(
    `by OAuth 1.0a with %s is accepted by oauthlib${why ? ` (skipped: ${why})` : ''}`,
    async (name) => {
      const server = await start((_, response) => void response.end('{}'));
      const isRsa = name.startsWith('RSA');
      await http.sendRequest({
        url: `${server.url}/a path/b`,
        query: { q: 'x y&z', a: 'é' },
        form: { field: 'v 1', a: 'b=c' },
        oauth1: {
          ...{ ConsumerKey: 'key', ConsumerSecret: isRsa ? pair.privateKey : 'app&secret' },
          ...{ Token: 'token', TokenSecret: 'user secret', Method: name },
        },
      });
      const { method, path, headers, body } = server.requests[0]!;
      const [at, query] = path.split('?') as [string, string];
      const input = {
        ...{ method, name, query, body: String(body), auth: headers.authorization },
        ...{ uri: `${server.url}${at}`, key: pair.publicKey },
      };
      const found = execFileSync('/usr/bin/python3', ['-c', VERIFY], {
        input: JSON.stringify(input),
        encoding: 'utf8',
      });
      expect(found.trim()).toBe('True');
    },
  );

  it('by AWS has the signature of its body and headers', async () => {
    const server = await start((_, response) => void response.end('{}'));
    const aws = {
      AccessKey: 'AKID',
      SecretKey: 'secret',
      Region: 'eu-west-1',
      Service: 'execute-api',
    };
    await http.sendRequest({ url: `${server.url}/a`, body: 'text', aws });
    const { headers } = server.requests[0]!;
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\/execute-api\/aws4_request, /,
    );
    const hash = createHash('sha256').update('text').digest('hex');
    expect(headers['x-amz-content-sha256']).toBe(hash);
  });
});

describe('what is refused', () => {
  const url = 'http://127.0.0.1:1';
  it.each([
    ['two bodies', { url, json: 1, form: {} }, 'form'],
    ['no address', { json: 1 }, 'url'],
    ['a method that is no word', { url, method: 'GET /' }, 'method'],
    ['keys of AWS without a secret', { url, aws: { AccessKey: 'x' } }, 'aws'],
    ['an unknown authentication', { url, user: 'x', auth: 'ntlm' }, 'auth'],
    ['a curl command with files', { curl: `curl ${url} -d @/etc/passwd` }, 'curl'],
    ['another command', { curl: 'wget http://x' }, 'curl'],
    ['an open quote', { curl: "curl 'http://x" }, 'curl'],
    ['an unknown option of curl', { curl: 'curl http://x --unknown' }, 'curl'],
    ['two URLs', { curl: 'curl http://x http://y' }, 'curl'],
  ])('%s', async (_, given, param) => {
    const error = await failure(http.sendRequest(given as { url: string }), InputError);
    expect(error.param).toBe(param);
  });

  it('a request without an address or method', async () => {
    await using request = await http.newRequest({});
    await failure(http.processRequest({ request, method: 'GET' }), InputError);
    await failure(http.addValue({ request, key: 'x', value: 1 }), InputError);
    await http.setURL({ request, url });
    await failure(http.sendDataInParts({ request }), InputError);
  });
});
