import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/errors/errors.js';
import { utcTimeIn } from '../../core/sql/utc-time.js';
import { addressIn } from './connection-string.js';
import { dateTime, dateTimeIn, timeIn } from './from-server.js';
import * as mysql from './index.js';
import { isWrite, mayLoadFile } from './query-text.js';

const refuse = (what: string, hint?: string) => new InputError({ message: what, hint });
const parse = (text: string) => addressIn(text, refuse);

describe('a connection string', () => {
  it.each([
    ['mysql://ann@h', { host: 'h', port: 3306, user: 'ann', database: '', password: undefined }],
    ['mysql://ann:a/b@c#d!@h:3307/shop', { user: 'ann', password: 'a/b@c#d!', port: 3307 }],
    ['mysql://a%40b@[::1]:1/x%20y', { host: '::1', user: 'a@b', database: 'x y' }],
    ['mariadb://h/d?socket=/run/s.sock', { host: '/run/s.sock', database: 'd' }],
    ['mysql://h/d?ssl-mode=REQUIRED', { sslMode: 'require' }],
    ['mysql://h/d?sslMode=VERIFY_IDENTITY&ssl_ca=/c', { sslMode: 'verify-full', rootCert: '/c' }],
    ['mysql://h/d?useSSL=false', { sslMode: 'disable' }],
    ['mysql://h/d?connectTimeout=500', { connectTimeout: 500 }],
    ['mysql://h/d?connect_timeout=3', { connectTimeout: 3000 }],
    ['mysql://h/d?allowPublicKeyRetrieval=true', { trustsServerKey: true }],
    ['mysql://h/d?charset=utf8mb4&connection_limit=5&serverTimezone=UTC', { host: 'h' }],
  ])('%s', (text, expected) => expect(parse(text)).toMatchObject(expected));

  it.each([
    ['postgresql://h/d', /not a URL/],
    ['mysql://a,b/d', /several servers/],
    ['mysql://h:99999/d', /port 99999/],
    ['mysql://h/d?ssl-mode=MAYBE', /unknown ssl-mode=MAYBE/],
    ['mysql://h/d?sslmod=REQUIRED', /unknown option "sslmod"/],
    ['mysql://h/d?allowLoadLocalInfile=true', /allowLoadLocalInfile=true, which is not supported/],
    ['mysql://h/d?serverTimezone=Europe/Moscow', /serverTimezone=Europe\/Moscow/],
    ['mysql://h/d?charset=latin1', /charset=latin1/],
    ['mysql://h/d?compress=true', /compress=true/],
    ['mysql://h/d?useSSL=perhaps', /neither true nor false/],
    ['mysql://h/d?connectTimeout=soon', /not a number/],
    ['mysql://h/d%zz', /% that is not followed/],
  ])('not %s', (text, says) => expect(() => parse(text)).toThrow(says));

  it('is built with its parts encoded, and a reference to the password as it is', async () => {
    const build = (more: object) => mysql.generateConnectionString({ address: 'h', ...more });
    expect(await build({})).toBe('mysql://h:3306/');
    const given = { database: 'a/b', login: 'a@b', password: 'p:/@', port: 3307 };
    const text = await build(given);
    expect(text).toBe('mysql://a%40b:p%3A%2F%40@h:3307/a%2Fb');
    expect(parse(text)).toMatchObject({ user: 'a@b', database: 'a/b', port: 3307 });
    expect(await build({ login: 'me', password: 'env:DB_PASSWORD' })).toBe(
      'mysql://me:env:DB_PASSWORD@h:3306/',
    );
  });
});

it.each([
  ['2026-03-25T18:10:17Z', '2026-03-25 18:10:17'],
  ['2026-03-25 18:10+0330', '2026-03-25 14:40:00'],
  ['2026-03-25T18:10:17.123456789-05', '2026-03-25 23:10:17.123456'],
  ['2026-03-25T18:10:17', undefined],
  ['2026-02-30T18:10:17Z', undefined],
  ['2026-03-25T25:10:17Z', undefined],
  ['0000-01-01T00:00:00+05:00', undefined],
  ['9999-12-31T23:59:59-05:00', undefined],
  ['2026-03-25', undefined],
])('the time %s in UTC is %s', (text, utc) => expect(utcTimeIn(text)?.sql).toBe(utc));

it('times of the server have all digits of their column', () => {
  expect(dateTimeIn(Buffer.from([234, 7, 3, 25]), 3)).toBe('2026-03-25 00:00:00.000');
  expect(dateTimeIn(Buffer.from([]), 0)).toBe('0000-00-00 00:00:00');
  expect(dateTime('2026-03-25 18:10:17.5', 'Z')).toBe('2026-03-25T18:10:17.5Z');
  expect(dateTime('2026-00-25 00:00:00', '')).toBe('2026-00-25 00:00:00');
  expect(timeIn(Buffer.from([]), 0)).toBe('00:00:00');
  expect(timeIn(Buffer.from([1, 34, 0, 0, 0, 22, 59, 58, 32, 161, 7, 0]), 3)).toBe(
    '-838:59:58.500',
  );
});

it.each([
  ['INSERT INTO t VALUES (1)', true],
  ['-- x\n# y\n/* z */ (REPLACE INTO t VALUES (1)', true],
  ['SELECT 1', false],
  ['WITH a AS (SELECT 1) SELECT * FROM a', false],
  ['INSERTED', false],
])('%j writes: %s', (sql, writes) => expect(isWrite(sql)).toBe(writes));

it('a statement that loads a file is recognized', () => {
  expect(mayLoadFile("/* x */ load  data LOCAL INFILE 'x' INTO TABLE t")).toBe(true);
  expect(mayLoadFile("SELECT 'LOAD DATA'")).toBe(false);
});
