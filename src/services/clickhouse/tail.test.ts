import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Call } from '../../core/definition/call.js';
import { exceptionIn } from './exceptions.js';
import { rowsIn } from './rows.js';
import { isRead } from './statement.js';
import { withoutException } from './tail.js';

const TAG = 'qwertyuiopasdfgh';
const call = new Call('clickhouse Test', 'read');
const fail = (text: string) => new Error(`failed: ${text}`);

/** Bytes in chunks of any sizes. */
async function* chunked(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(chunks: AsyncIterable<Buffer>): Promise<{ found: Buffer; error: unknown }> {
  const found: Buffer[] = [];
  try {
    for await (const chunk of chunks) found.push(chunk);
  } catch (error) {
    return { found: Buffer.concat(found), error };
  }
  return { found: Buffer.concat(found), error: undefined };
}

const sizes = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1 });
const bytes = fc.uint8Array({ maxLength: 100_000, size: 'max' }).map((found) => Buffer.from(found));
const message = fc.string({ unit: 'binary' }).map((text) => `Code: 1. DB::Exception: ${text}`);

describe('the end of a response', () => {
  it('passes any data on, however it arrives', () =>
    fc.assert(
      fc.asyncProperty(bytes, sizes, fc.constantFrom(TAG, undefined), async (data, sizes, tag) => {
        const { found, error } = await read(
          withoutException(chunked(data, sizes), { tag, waited: false }, fail),
        );
        expect(error).toBeUndefined();
        expect(found.equals(data)).toBe(true);
      }),
    ));

  it('finds an exception between marks, however it arrives', () =>
    fc.assert(
      fc.asyncProperty(bytes, sizes, message, async (data, sizes, text) => {
        const length = Buffer.byteLength(text);
        const end = `\r\n__exception__\r\n${TAG}\r\n${text}\n${length} ${TAG}\r\n__exception__\r\n`;
        const all = Buffer.concat([data, Buffer.from(end)]);
        const { error } = await read(
          withoutException(chunked(all, sizes), { tag: TAG, waited: false }, fail),
        );
        expect(String(error)).toContain('failed: Code: 1. DB::Exception:');
      }),
    ));
});

describe('rows', () => {
  const rules = { call, format: 'JSONEachRow', tag: TAG, inRow: false, fail };
  const json = fc.array(
    fc.dictionary(fc.string(), fc.jsonValue()).map((one) => JSON.parse(JSON.stringify(one))),
  );

  it('are the same however they arrive', () =>
    fc.assert(
      fc.asyncProperty(json, sizes, async (rows: object[], sizes) => {
        const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
        const found: object[] = [];
        for await (const batch of rowsIn(chunked(Buffer.from(text), sizes), rules))
          found.push(...batch);
        expect(found).toEqual(rows);
      }),
    ));

  it('of any text are rows, or an error of ours', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), sizes, async (text, sizes) => {
        try {
          for await (const _ of rowsIn(chunked(Buffer.from(text), sizes), rules));
        } catch (error) {
          expect(String(error)).toMatch(/^ResponseError|^Error: failed/);
        }
      }),
    ));
});

describe('the text of an exception', () => {
  it.each([
    [
      'Code: 60. DB::Exception: Table a.b does not exist. (UNKNOWN_TABLE) (version 26.7.2.1 (official build))',
      60,
      'UNKNOWN_TABLE',
    ],
    [
      "Code: 60, e.displayText() = DB::Exception: Table a.b doesn't exist., e.what() = DB::Exception\n",
      60,
      'UNKNOWN_TABLE',
    ],
    ['Code: 9999. DB::Exception: New. (SOMETHING_NEW)', 9999, 'SOMETHING_NEW'],
    ['Code: 9999. DB::Exception: New.', 9999, 'CODE_9999'],
    [
      'Code: 27. DB::ParsingException: Cannot parse (a, b): (X) y',
      27,
      'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
    ],
  ])('%j has a code and a name', (text, code, name) => {
    expect(exceptionIn(text)).toMatchObject({ code, name });
  });

  it('is no other text', () => {
    for (const text of ['', 'Code: x', 'ok', '{"a":1}', 'Code 60. DB'])
      expect(exceptionIn(text)).toBeUndefined();
  });
});

describe('a statement', () => {
  it.each([
    ['SELECT 1', true],
    ['  -- a comment\n/* another */ (SELECT 1)', true],
    ['with a as (select 1) select * from a', true],
    ['SHOW TABLES', true],
    ['INSERT INTO t SELECT 1', false],
    ['WITH 1 AS a INSERT INTO t SELECT a', false],
    ['EXPLAIN SELECT 1', true],
    ['OPTIMIZE TABLE t', false],
    ['SYSTEM FLUSH LOGS', false],
    ['', false],
  ])('%j reads: %s', (sql, expected) => {
    expect(isRead(sql)).toBe(expected);
  });
});
