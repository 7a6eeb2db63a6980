import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunksOf, cuts, exchangeOf } from '../../../test/support/exchange.js';
import { failure } from '../../../test/support/failure.js';
import { start, startWith } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { ResponseError } from '../errors/errors.js';
import { type LinesOrWhole, lines, requestLines } from './lines.js';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n';
const newCall = (options: CallOptions = {}) =>
  new Call('test Method', 'read', { retries: 0, ...options });

function ask(url: string, call = newCall()): Promise<LinesOrWhole> {
  return requestLines(call, 'POST', new URL(url), { json: {} });
}

/** Collects all values in `seen`, so that those before an error are known too. */
async function readInto(seen: unknown[], answer: LinesOrWhole): Promise<void> {
  if (!('lines' in answer)) throw new Error('it is not a stream');
  for await (const batch of answer.lines) seen.push(...batch);
}

/** The values of a body that a real server sends in these chunks. */
async function valuesOf(...pieces: (string | Buffer)[]): Promise<unknown[]> {
  const server = await startWith(`${HEAD}\r\n`, ...pieces);
  const seen: unknown[] = [];
  await readInto(seen, await ask(server.url));
  await server.close();
  return seen;
}

async function linesOf(chunks: readonly Uint8Array[]): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const batch of lines(exchangeOf(chunks))) all.push(...batch);
  return all;
}

test.each<[string, string, unknown[]]>([
  ['one value per line', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ['CRLF', '{"a":1}\r\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
  ['empty lines', '\n\r\n{"a":1}\n\n  \n{"a":2}\n\n', [{ a: 1 }, { a: 2 }]],
  ['spaces around', '  {"a":1}\t\n', [{ a: 1 }]],
  ['any JSON', '1\n"two"\n[3]\nnull\ntrue\n', [1, 'two', [3], null, true]],
  ['a byte order mark', '\uFEFF{"a":1}\n', [{ a: 1 }]],
  ['no line break at the end', '{"a":1}\n{"a":2}', [{ a: 1 }, { a: 2 }]],
  ['a line break inside a string', '{"a":"one\\ntwo"}\n', [{ a: 'one\ntwo' }]],
  ['an empty body', '', []],
  ['only empty lines', '\n\n', []],
])('%s', async (_name, body, expected) => {
  expect(await valuesOf(body)).toEqual(expected);
});

/** Values as lines, and the same bytes split into chunks at any position. */
const stream = fc
  .tuple(
    fc.array(fc.record({ text: fc.string({ unit: 'grapheme' }), blank: fc.boolean() }), {
      maxLength: 8,
    }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
    cuts,
  )
  .map(([items, end, ends, cuts]) => {
    const found = items.flatMap(({ text, blank }) => [
      ...(blank ? [''] : []),
      JSON.stringify(text),
    ]);
    const chunks = chunksOf(found.join(end) + (ends ? end : ''), cuts);
    return { chunks, expected: items.map(({ text }) => text) };
  });

test('the same values, wherever the stream is split, even inside a character', async () => {
  await fc.assert(
    fc.asyncProperty(stream, async ({ chunks, expected }) => {
      expect(await linesOf(chunks)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('any bytes are values or a ResponseError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 })), async (chunks) => {
      try {
        await linesOf(chunks);
      } catch (error) {
        expect(error).toBeInstanceOf(ResponseError);
      }
    }),
  );
});

test('a broken line is an error with its beginning, after the lines before it', async () => {
  const server = await startWith(`${HEAD}\r\n{"a":1}\n<oops> and sk-secret-1234 more\n{"a":2}\n`);
  const call = newCall();
  call.redactor.add('sk-secret-1234');
  const seen: unknown[] = [];
  const error = await failure(readInto(seen, await ask(server.url, call)), ResponseError);
  expect(seen).toEqual([{ a: 1 }]);
  expect(error.message).toContain('a line that is not JSON: "<oops> and *** more"');
  expect(error).toMatchObject({ cut: false, retryable: false });
});

test('a secret at the position where a broken line is clipped is masked whole', async () => {
  const secret = `sk-${'s'.repeat(40)}`;
  const server = await startWith(`${HEAD}\r\n${'x'.repeat(100)} ${secret} ${'y'.repeat(500)}\n`);
  const call = newCall();
  call.redactor.add(secret);
  const error = await failure(readInto([], await ask(server.url, call)), ResponseError);
  expect(error.message).toContain('xxx *** yyy');
  expect(String(error.stack)).not.toContain('sk-');
});

test('an end in the middle of a line is an error, even if the server closed cleanly', async () => {
  const server = await startWith(`${HEAD}\r\n{"a":1}\n{"a":`);
  const seen: unknown[] = [];
  const error = await failure(readInto(seen, await ask(server.url)), ResponseError);
  expect(seen).toEqual([{ a: 1 }]);
  expect(error.message).toContain('the response ended in the middle of a line');
  expect(error).toMatchObject({ cut: true, retryable: true });
});

test.each([
  'application/x-ndjson',
  'application/ndjson; charset=utf-8',
  'application/jsonl',
  'application/json-seq',
  'application/stream+json',
  'text/plain',
  'application/octet-stream',
])('%s is read line by line', async (type) => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-type': type }).end('1\n');
  });
  const seen: unknown[] = [];
  await readInto(seen, await ask(server.url));
  expect(seen).toEqual([1]);
});
