import { describe, expect, it } from 'vitest';
import { Call } from '../definition/call.js';
import { build } from './build.js';
import { authorizationOf, bestChallenge } from './digest.js';

const request = (path: string, method = 'GET', body?: string) =>
  build(new Call('test Method', 'read'), method, new URL(`http://www.example.org${path}`), {
    ...(body !== undefined && { body }),
  });

/** https://www.rfc-editor.org/rfc/rfc7616#section-3.9 */
describe('the examples of RFC 7616', () => {
  const fields =
    'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const who = { user: 'Mufasa', password: 'Circle of Life' };
  const once = { count: 1, cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' };

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('with %s', async (algorithm, response) => {
    const challenge = bestChallenge(`Digest ${fields}, algorithm=${algorithm}`)!;
    const found = await authorizationOf(request('/dir/index.html'), challenge, who, once);
    expect(found).toContain(`response="${response}"`);
    expect(found).toContain('qop=auth, nc=00000001, ');
    expect(found).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"');
  });

  it('with SHA-512/256 and a hashed user name, as corrected by erratum 4897', async () => {
    const challenge = bestChallenge(
      'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true',
    )!;
    const found = await authorizationOf(
      request('/doe.json'),
      challenge,
      { user: 'Jäsøn Doe', password: 'Secret, or not?' },
      { count: 1, cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm' },
    );
    expect(found).toContain(
      'username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"',
    );
  });
});

/** https://www.rfc-editor.org/rfc/rfc2617#section-3.5 */
it('the example of RFC 2617', async () => {
  const challenge = bestChallenge(
    'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
  )!;
  const who = { user: 'Mufasa', password: 'Circle Of Life' };
  const once = { count: 1, cnonce: '0a4f113b' };
  const found = await authorizationOf(request('/dir/index.html'), challenge, who, once);
  expect(found).toContain('response="6629fae49393a05397450978507c4ef1"');
});

/** https://www.rfc-editor.org/rfc/rfc2069#section-2.4, with the correction of its erratum. */
it('a challenge without qop is answered as in RFC 2069', async () => {
  const challenge = bestChallenge(
    'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"',
  )!;
  const who = { user: 'Mufasa', password: 'CircleOfLife' };
  const once = { count: 1, cnonce: 'x' };
  const found = await authorizationOf(request('/dir/index.html'), challenge, who, once);
  expect(found).toContain('response="1949323746fe6a43ef61f9606e7febea"');
  expect(found).not.toContain('qop');
});

describe('a challenge', () => {
  it('is chosen among several in one header, the best first', () => {
    const header =
      'Basic realm="a, b=\\"c\\"", Digest realm="r", nonce="1", algorithm=MD5, Digest realm="r", nonce="2", algorithm=SHA-256, qop="auth"';
    expect(bestChallenge(header)).toMatchObject({
      nonce: '2',
      algorithm: 'SHA-256',
      qop: ['auth'],
    });
  });

  it.each([
    'Basic realm="x"',
    'Digest realm="x"',
    'Digest nonce="1", algorithm=UNKNOWN',
    'Digest nonce="1", qop="other"',
    '',
    '"',
  ])('%s cannot be answered', (header) => {
    expect(bestChallenge(header)).toBeUndefined();
  });

  it('may require the hash of the body', async () => {
    const challenge = bestChallenge('Digest realm="r", nonce="1", qop="auth-int"')!;
    const who = { user: 'u', password: 'p' };
    const once = { count: 1, cnonce: 'c' };
    const [a, b] = await Promise.all(
      ['one', 'two'].map((body) =>
        authorizationOf(request('/', 'POST', body), challenge, who, once),
      ),
    );
    expect(a).toContain('qop=auth-int');
    expect(a).not.toBe(b);
  });
});
