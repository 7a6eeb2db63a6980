import { describe, expect, it } from 'vitest';
import { Call } from '../definition/call.js';
import {
  authorization,
  type Credentials,
  canonicalRequest,
  presigned,
  sha256,
  signed,
  UNSIGNED,
} from './aws4.js';
import { build } from './build.js';

/** AWS's test suite, https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-test-suite.html */
describe('the published test suite of Signature Version 4', () => {
  const suite: Credentials = {
    accessKey: 'AKIDEXAMPLE',
    secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    sessionToken: undefined,
    region: 'us-east-1',
    service: 'service',
  };
  const date = '20150830T123600Z';
  const TOKEN = '6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267';

  it.each([
    [
      'get-vanilla',
      'GET',
      '/',
      {},
      '',
      '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    ],
    [
      'get-unreserved',
      'GET',
      '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
      {},
      '',
      '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
    ],
    [
      'get-vanilla-query-order-key-case',
      'GET',
      '/?Param2=value2&Param1=value1',
      {},
      '',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-vanilla-query-order-value',
      'GET',
      '/?Param1=value2&Param1=value1',
      {},
      '',
      '5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694',
    ],
    [
      'get-vanilla-utf8-query',
      'GET',
      '/?ሴ=bar',
      {},
      '',
      '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
    ],
    [
      'get-header-value-trim',
      'GET',
      '/',
      { 'my-header1': ' value1', 'my-header2': ' "a   b   c"' },
      '',
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    ],
    [
      'post-x-www-form-urlencoded',
      'POST',
      '/',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Param1=value1',
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('%s', (_, method, target, further, body, signature) => {
    const url = new URL(`https://example.amazonaws.com${target}`);
    const headers = { host: url.host, 'x-amz-date': date, ...(further as Record<string, string>) };
    const names = Object.keys(headers).sort().join(';');
    expect(authorization({ method, url, headers, payload: sha256(body) }, suite, date)).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    );
  });

  it('get-vanilla-with-session-token', () => {
    const url = new URL('https://example.amazonaws.com/');
    const headers = { host: url.host, 'x-amz-date': date, 'x-amz-security-token': TOKEN };
    const signable = { method: 'GET', url, headers, payload: sha256('') };
    expect(authorization(signable, suite, date)).toMatch(
      /Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8$/,
    );
  });
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
describe('the examples in the documentation of S3', () => {
  const who: Credentials = {
    accessKey: 'AKIAIOSFODNN7EXAMPLE',
    secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    sessionToken: undefined,
    region: 'us-east-1',
    service: 's3',
  };
  const now = new Date('2013-05-24T00:00:00Z');
  const host = 'https://examplebucket.s3.amazonaws.com';

  function request(method: string, target: string, headers: Record<string, string> = {}) {
    return build(new Call('s3 Test', 'read'), method, new URL(host + target), {
      ownHeaders: headers,
    });
  }

  it.each([
    [
      'GET object',
      'GET',
      '/test.txt',
      { range: 'bytes=0-9' },
      '',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'PUT object',
      'PUT',
      '/test$file.text',
      { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      'Welcome to Amazon S3.',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    [
      'GET bucket lifecycle',
      'GET',
      '/?lifecycle',
      {},
      '',
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'GET bucket',
      'GET',
      '/?max-keys=2&prefix=J',
      {},
      '',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ])('%s', (_, method, target, headers, body, signature) => {
    const own = { ...(headers as Record<string, string>), 'user-agent': 'oint', accept: '*/*' };
    const sent = signed(request(method, target, own), sha256(body), who, now);
    expect(sent.headers).toMatchObject({ ...own, 'x-amz-date': '20130524T000000Z' });
    expect(sent.headers.authorization).toMatch(
      new RegExp(
        `^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, .*Signature=${signature}$`,
      ),
    );
  });

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
  it('a link', () => {
    const url = new URL(`${host}/test.txt`);
    expect(presigned({ method: 'GET', url, headers: {}, expires: 86400 }, who, now)).toBe(
      `${host}/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`,
    );
  });

  it('refuses headers that are sent in another encoding than they are signed in', () => {
    const given = request('PUT', '/a');
    const headers = { ...given.headers, 'x-amz-meta-a': 'café' };
    expect(() => signed({ ...given, headers }, UNSIGNED, who, now)).toThrow(
      'the header "x-amz-meta-a" contains characters outside ASCII, which AWS does not support',
    );
  });

  it('signs again each time, with the token of temporary keys', () => {
    const later = new Date('2013-05-24T00:01:00Z');
    const once = { ...who, sessionToken: 'token' };
    const [a, b] = [now, later].map(
      (at) => signed(request('GET', '/'), UNSIGNED, once, at).headers,
    );
    expect(a!.authorization).not.toBe(b!.authorization);
    expect(a).toMatchObject({ 'x-amz-security-token': 'token', 'x-amz-content-sha256': UNSIGNED });
    expect(a!.authorization).toContain(
      'SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,',
    );
  });

  it('encodes each byte of a path once, whether it was encoded or not', () => {
    const line = (path: string) =>
      canonicalRequest({
        method: 'GET',
        url: new URL(host + path),
        headers: {},
        payload: '',
      }).split('\n')[1];
    expect(line("/é /a+b(1)~_-'!*$&,;=:@.txt")).toBe(
      '/%C3%A9%20/a%2Bb%281%29~_-%27%21%2A%24%26%2C%3B%3D%3A%40.txt',
    );
    expect(line('/100%25.txt')).toBe('/100%25.txt');
    expect(line('//a//b/')).toBe('//a//b/');
  });
});
