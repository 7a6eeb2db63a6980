import { describe, expect, it } from 'vitest';
import * as s3 from './index.js';
import { basicFor, startRecorder, xml } from './testing/storage.js';

const server = await startRecorder(({ headers, method }, response) => {
  if (headers['x-amz-copy-source']) {
    return xml(response, '<CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>');
  }
  return response.end(method === 'GET' ? 'content' : '');
});
const basic = basicFor(server.url);
const bucket = 'my-bucket';
const lastPath = () => server.requests.at(-1)!.path;

/** A key is any text: each is sent as it is, and the server checks its signature. */
describe.each([
  ['.', '.'],
  ['..', '..'],
  ['../../other-bucket/x', '../../other-bucket/x'],
  ['./a/./b', './a/./b'],
  ['a/../b/..', 'a/../b/..'],
  ['a//b///', 'a//b///'],
  ['//', '//'],
  ['/leading', '/leading'],
  [' a  b ', '%20a%20%20b%20'],
  ['a+b', 'a%2Bb'],
  ['100%', '100%25'],
  ['%2e%2e/%2F', '%252e%252e/%252F'],
  ['caf\u00e9', 'caf%C3%A9'],
  ['cafe\u0301', 'cafe%CC%81'],
  ['a?b#c&d=e', 'a%3Fb%23c%26d%3De'],
  ['a\\..\\b', 'a%5C..%5Cb'],
  ['\t\u0001\u007f', '%09%01%7F'],
])('the key %j', (name, encoded) => {
  const at = { name, bucket, basic };

  it('is sent as it is', async () => {
    await s3.putObject({ ...at, data: Buffer.from('x') });
    expect(lastPath()).toBe(`/my-bucket/${encoded}`);
    expect((await s3.getObject(at)).toString()).toBe('content');
    expect(lastPath()).toBe(`/my-bucket/${encoded}`);
    await s3.deleteObject({ ...at, versionId: 'v' });
    expect(lastPath()).toBe(`/my-bucket/${encoded}?versionId=v`);
    await s3.copyObject({ ...at, sourceName: name, sourceBucket: bucket });
    expect(server.requests.at(-1)!.headers['x-amz-copy-source']).toBe(`/my-bucket/${encoded}`);
  });

  it('is in a link as it is', async () => {
    const link = await s3.getObjectDownloadLink(at);
    expect(link.split('?')[0]).toBe(`${server.url}/my-bucket/${encoded}`);
  });

  it('is sent as it is through a proxy', async () => {
    const { port } = new URL(server.url);
    const proxy = `http://127.0.0.1:${port}`;
    const storage = basicFor('http://s3.example.com');
    // A proxy receives the whole URL as the path, so this server refuses the signature.
    await s3.headObject({ ...at, basic: storage }, { proxy, retries: 0 }).catch(() => {});
    expect(lastPath()).toBe(`http://my-bucket.s3.example.com/${encoded}`);
  });
});
