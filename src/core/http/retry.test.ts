import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Effect } from '../definition/call.js';
import {
  AbortedError,
  ConnectionError,
  HttpError,
  InputError,
  OutputError,
  ResponseError,
  TimeoutError,
} from '../errors/errors.js';
import { retryAfter, retryDelay } from './retry.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');

function http(status: number, headers: Record<string, string> = {}): HttpError {
  return new HttpError({ message: 'test', status, headers, body: '' });
}

function connection(sent: boolean, retryable = true): ConnectionError {
  return new ConnectionError({ message: 'test', reason: 'TEST', sent, retryable });
}

const timeout = (deadline: TimeoutError['deadline']) =>
  new TimeoutError({ message: 'test', deadline, after: 1 });
const cut = (cut: boolean) => new ResponseError({ message: 'test', cut });

function delay(error: unknown, effect: Effect, further: object = {}): number | undefined {
  const attempt = { made: 0, retries: 2, retryWrites: false, now: NOW, random: 0.5 };
  return retryDelay({ error, effect, ...attempt, ...further });
}

const repeated = (error: unknown, effect: Effect, further?: object) =>
  delay(error, effect, further) !== undefined;

/** What failed, and whether it is retried: for a read, and for a write or delete. */
const TABLE: readonly [string, unknown, boolean, boolean][] = [
  ['a connection that was never established', connection(false), true, true],
  ['a connection that broke after sending', connection(true), true, false],
  ['an untrusted certificate', connection(false, false), false, false],
  ['429', http(429), true, true],
  ['503 with Retry-After', http(503, { 'retry-after': '1' }), true, true],
  ['503 with retry-after-ms', http(503, { 'retry-after-ms': '1' }), true, true],
  ['503 without', http(503), true, false],
  ['408', http(408), true, false],
  ['500', http(500), true, false],
  ['502', http(502), true, false],
  ['504 with Retry-After', http(504, { 'retry-after': '1' }), true, false],
  ['501', http(501), false, false],
  ['505', http(505), false, false],
  ['400', http(400), false, false],
  ['401', http(401), false, false],
  ['404', http(404), false, false],
  ['409', http(409), false, false],
  ['302', http(302), false, false],
  ['500 with x-should-retry: false', http(500, { 'x-should-retry': 'false' }), false, false],
  ['429 with x-should-retry: false', http(429, { 'x-should-retry': 'false' }), false, false],
  ['a body that was cut off', cut(true), true, false],
  ['a body that is not JSON', cut(false), false, false],
  ['connectTimeout', timeout('connectTimeout'), true, true],
  ['firstByteTimeout', timeout('firstByteTimeout'), false, false],
  ['idleTimeout', timeout('idleTimeout'), false, false],
  ['timeout', timeout('timeout'), false, false],
  ['an interruption', new AbortedError({ message: 'test' }), false, false],
  ['an invalid param', new InputError({ message: 'test' }), false, false],
  ['a full disk', new OutputError({ message: 'test' }), false, false],
  ['a bug', new TypeError('test'), false, false],
];

test.each(TABLE)('%s', (_name, error, read, write) => {
  expect(repeated(error, 'read')).toBe(read);
  expect(repeated(error, 'write')).toBe(write);
  expect(repeated(error, 'delete')).toBe(write);
  // With retryWrites, writes are retried like reads.
  expect(repeated(error, 'write', { retryWrites: true })).toBe(read);
  // Never more often than `retries`.
  expect(repeated(error, 'read', { made: 2 })).toBe(false);
  expect(repeated(error, 'read', { retries: 0 })).toBe(false);
});

test('waits double, up to a maximum, with jitter', () => {
  const pauses = [0, 1, 2, 3, 4, 5, 6, 20].map((made) =>
    delay(http(500), 'read', { made, retries: 100 }),
  );
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
  expect(delay(http(500), 'read', { random: 0 })).toBe(187.5);
  expect(delay(http(500), 'read', { random: 1 })).toBe(312.5);
});

test('the wait that the server asks for is used exactly', () => {
  expect(delay(http(429, { 'retry-after': '7' }), 'read')).toBe(7000);
  expect(delay(http(429, { 'retry-after': '60' }), 'read')).toBe(60_000);
  expect(delay(http(429, { 'retry-after-ms': '20', 'retry-after': '7' }), 'read')).toBe(20);
});

test('a server that asks for more than a minute is not waited for', () => {
  expect(delay(http(429, { 'retry-after': '61' }), 'read')).toBeUndefined();
  expect(delay(http(503, { 'retry-after': '3600' }), 'write')).toBeUndefined();
  expect(delay(http(429, { 'retry-after-ms': 'Infinity' }), 'read')).toBeUndefined();
});

test('an invalid wait is ignored', () => {
  for (const text of ['', 'soon', '-5', 'in 3 days', '1e9x', 'NaN', '12:00']) {
    expect(retryAfter({ 'retry-after': text }, NOW)).toBeUndefined();
  }
  expect(delay(http(429, { 'retry-after': 'soon' }), 'read')).toBe(250);
});

test('a date is a wait until then', () => {
  const inTen = new Date(NOW + 10_000);
  expect(retryAfter({ 'retry-after': inTen.toUTCString() }, NOW)).toBe(10_000);
  expect(retryAfter({ 'retry-after': inTen.toISOString() }, NOW)).toBe(10_000);
  expect(retryAfter({ 'retry-after': new Date(NOW - 10_000).toUTCString() }, NOW)).toBe(0);
});

test('any number of seconds or milliseconds, and any date, is read as it was written', () => {
  fc.assert(
    fc.property(fc.nat(100_000), (seconds) => {
      expect(retryAfter({ 'retry-after': String(seconds) }, NOW)).toBe(seconds * 1000);
      expect(retryAfter({ 'retry-after-ms': String(seconds) }, NOW)).toBe(seconds);
      const date = new Date(NOW + seconds * 1000).toUTCString();
      expect(retryAfter({ 'retry-after': date }, NOW)).toBe(seconds * 1000);
    }),
  );
});

test('whatever the headers contain, a wait is undefined or at most a minute', () => {
  const errors = fc.record({
    status: fc.integer({ min: 300, max: 599 }),
    headers: fc.dictionary(
      fc.constantFrom('retry-after', 'retry-after-ms', 'x-should-retry', 'date'),
      fc.oneof(fc.string(), fc.double().map(String), fc.date({ noInvalidDate: true }).map(String)),
    ),
  });
  const numbers = fc.record({
    made: fc.nat(50),
    retries: fc.nat(50),
    random: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(errors, numbers, fc.boolean(), ({ status, headers }, further, retryWrites) => {
      const wait = delay(http(status, headers), 'write', { ...further, retryWrites });
      if (wait === undefined) return;
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(60_000);
      expect(further.made).toBeLessThan(further.retries);
    }),
  );
});
