import { describe, expect, it } from 'vitest';
import { inProgram, read, typed } from '../../../test/support/context.js';
import { failure } from '../../../test/support/failure.js';
import { InputError } from '../../core/errors/errors.js';
import { bucket, name, urlOf } from './names.js';
import { basic } from './settings.js';

const keys = { AccessKey: 'a-key', SecretKey: 'a-secret-key' };
const parse = (value: unknown, context = inProgram()) => read(basic, value, context);

describe('the basic data', () => {
  it('have the reference’s fields, a region and a service by default', async () => {
    expect(await parse({ URL: 'https://s3.example.com/', ...keys })).toEqual({
      url: new URL('https://s3.example.com/'),
      accessKey: 'a-key',
      secretKey: 'a-secret-key',
      sessionToken: undefined,
      region: 'us-east-1',
      service: 's3',
      chunkSize: 20 * 1024 * 1024,
      pathStyle: undefined,
      verify: true,
    });
  });

  it('accept other tools’ names, any case, and a URL without a scheme', async () => {
    const found = await parse({
      endpoint_url: 's3.eu-west-3.amazonaws.com',
      aws_access_key_id: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      session_token: 't',
      chunkSize: '5242880',
      PATH_STYLE: 'true',
      verify: false,
    });
    expect(found).toMatchObject({ accessKey: 'a', secretKey: 'b', sessionToken: 't' });
    expect(found).toMatchObject({ chunkSize: 5242880, pathStyle: true, verify: false });
    expect(found).toMatchObject({ region: 'eu-west-3' });
    expect(found.url.href).toBe('https://s3.eu-west-3.amazonaws.com/');
  });

  it('look up secrets that were typed, and only those', async () => {
    process.env.S3_TEST_SECRET = 'found-it';
    const text = "{'URL':'s3.example.com','AccessKey':'a','SecretKey':'env:S3_TEST_SECRET'}";
    const context = typed();
    expect(await parse(text, context)).toMatchObject({ secretKey: 'found-it' });
    expect(context.redactor.text('x found-it y')).toBe('x *** y');
    const raw = { URL: 's3.example.com', AccessKey: 'a', SecretKey: 'env:S3_TEST_SECRET' };
    expect(await parse(raw)).toMatchObject({ secretKey: 'env:S3_TEST_SECRET' });
    delete process.env.S3_TEST_SECRET;
  });

  it.each([
    [{ ...keys }, /the field URL is missing/],
    [
      { ...keys, URL: 'localhost:9000' },
      /URL must be a URL that begins.*\n.*Did you mean http:\/\/localhost:9000\?/s,
    ],
    [{ ...keys, URL: 'ftp://a.b' }, /URL must be a URL that begins/],
    [{ URL: 'a.example.com', AccessKey: 'a' }, /the field SecretKey is missing/],
    [{ URL: 'a.example.com', AccessKey: '', SecretKey: 'b' }, /AccessKey is empty/],
    [{ ...keys, URL: 'a.example.com', Bucket: 'x' }, /unknown field "Bucket".*\n.*URL, AccessKey/s],
    [{ ...keys, URL: 'a.example.com', Region: "x' --evil '" }, /Region may only have letters/],
    [{ ...keys, URL: 'a.example.com', ChunkSize: '5 MB' }, /ChunkSize must be a number of bytes/],
    [{ ...keys, URL: 'a.example.com', PathStyle: 'perhaps' }, /PathStyle must be true or false/],
    [{ ...keys, URL: { a: 1 } }, /the field URL must be text/],
  ])('refuses %j', async (value, words) => {
    const error = await failure(parse(value), InputError);
    expect(error.message).toMatch(words);
    expect(error.param).toMatch(/^value(\.URL)?$/);
    expect(error.message).not.toContain('a-secret-key');
  });
});

describe('the address of an object', () => {
  const at = async (url: string, bucket: string, name?: string, more: object = {}) => {
    const settings = await parse({ URL: url, ...keys, ...more });
    return urlOf(settings, { bucket, ...(name !== undefined && { name }), pathStyle: false }).href;
  };

  it.each([
    ['s3.amazonaws.com', 'b', 'k', 'https://b.s3.amazonaws.com/k'],
    ['http://storage.example.com:9000', 'b', 'k', 'http://b.storage.example.com:9000/k'],
    ['http://127.0.0.1:9000', 'b', 'k', 'http://127.0.0.1:9000/b/k'],
    ['http://[::1]:9000', 'b', 'k', 'http://[::1]:9000/b/k'],
    ['http://localhost:9000', 'b', 'k', 'http://localhost:9000/b/k'],
    ['http://minio:9000/below/', 'b', 'k', 'http://minio:9000/below/b/k'],
    ['https://s3.amazonaws.com', 'with.dots', 'k', 'https://s3.amazonaws.com/with.dots/k'],
    ['http://s3.amazonaws.com', 'with.dots', 'k', 'http://with.dots.s3.amazonaws.com/k'],
    ['https://s3.amazonaws.com', 'Old_Name', 'k', 'https://s3.amazonaws.com/Old_Name/k'],
  ])('%s %s', async (url, bucket, name, expected) => {
    expect(await at(url, bucket, name)).toBe(expected);
  });

  it('follows PathStyle if it is given', async () => {
    expect(await at('s3.amazonaws.com', 'b', 'k', { PathStyle: true })).toBe(
      'https://s3.amazonaws.com/b/k',
    );
    expect(await at('http://localhost:9000', 'b', 'k', { PathStyle: false })).toBe(
      'http://b.localhost:9000/k',
    );
    expect(await at('http://127.0.0.1', 'b', 'k', { PathStyle: false })).toBe(
      'http://127.0.0.1/b/k',
    );
  });

  it.each([
    ['a b+c', '/a%20b%2Bc'],
    ['/leading//double/', '//leading//double/'],
    ['ключ 😀.txt', '/%D0%BA%D0%BB%D1%8E%D1%87%20%F0%9F%98%80.txt'],
    ["100%?#&=!'()*;:@$,[]\\", '/100%25%3F%23%26%3D%21%27%28%29%2A%3B%3A%40%24%2C%5B%5D%5C'],
    ['...', '/...'],
    ['%2e%2e/x', '/%252e%252e/x'],
    ['a\nb', '/a%0Ab'],
    ['./a/../b/', '/./a/../b/'],
    ['..', '/..'],
    ['../other-bucket/x', '/../other-bucket/x'],
    ['caf\u00e9', '/caf%C3%A9'],
    ['cafe\u0301', '/cafe%CC%81'],
    ['a\\..\\b', '/a%5C..%5Cb'],
    [' a ', '/%20a%20'],
    ['a?b#c', '/a%3Fb%23c'],
  ])('keeps the name %j', async (name, path) => {
    expect(await at('s3.amazonaws.com', 'b', name)).toBe(`https://b.s3.amazonaws.com${path}`);
  });

  it.each(['', '\ud800'])('refuses the name %j', async (value) => {
    await expect(read(name, value, inProgram())).rejects.toBeInstanceOf(InputError);
  });

  it.each(['', '.', '..', 'a/b', 'a?b', 'a b', 'a#b'])('refuses the bucket %j', async (value) => {
    await expect(read(bucket, value, inProgram())).rejects.toBeInstanceOf(InputError);
  });
});
