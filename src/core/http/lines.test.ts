import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json, start, startRaw, startWith } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { HttpError, ResponseError, TimeoutError } from '../errors/errors.js';
import { build } from './build.js';
import { type LinesOrWhole, lines, requestLines } from './lines.js';
import type { Answer } from './send.js';
import { Watch } from './watch.js';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n';
const newCall = (options: CallOptions = {}) =>
  new Call('test Method', 'read', { retries: 0, ...options });

function ask(url: string, call = newCall()): Promise<LinesOrWhole> {
  return requestLines(call, 'POST', new URL(url), { json: {} });
}

/** All values into `seen`, so that those before an error are known too. */
async function readInto(seen: unknown[], answer: LinesOrWhole): Promise<void> {
  if (!('lines' in answer)) throw new Error('it is no stream');
  for await (const batch of answer.lines) seen.push(...batch);
}

/** The values of a body that a real server sends in these pieces. */
async function valuesOf(...pieces: (string | Buffer)[]): Promise<unknown[]> {
  const server = await startWith(`${HEAD}\r\n`, ...pieces);
  const seen: unknown[] = [];
  await readInto(seen, await ask(server.url));
  await server.close();
  return seen;
}

/** The values of a body that comes in exactly these chunks, which no network promises. */
async function linesOf(chunks: readonly Uint8Array[]): Promise<unknown[]> {
  const call = newCall();
  const watch = new Watch(call, (error) => {
    throw error;
  });
  const answer: Answer = {
    status: 200,
    headers: {},
    body: Readable.from(chunks, { objectMode: true }),
    watch,
    release: () => watch.stop(),
    reason: () => undefined,
  };
  const request = build(call, 'GET', new URL('http://test'), {});
  const all: unknown[] = [];
  for await (const batch of lines(answer, request, call)) all.push(...batch);
  return all;
}

test.each<[string, string, unknown[]]>([
  ['a value a line', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ['CRLF', '{"a":1}\r\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
  ['empty lines', '\n\r\n{"a":1}\n\n  \n{"a":2}\n\n', [{ a: 1 }, { a: 2 }]],
  ['spaces around', '  {"a":1}\t\n', [{ a: 1 }]],
  ['any JSON', '1\n"two"\n[3]\nnull\ntrue\n', [1, 'two', [3], null, true]],
  ['a byte order mark', '\uFEFF{"a":1}\n', [{ a: 1 }]],
  ['no line break at the end', '{"a":1}\n{"a":2}', [{ a: 1 }, { a: 2 }]],
  ['a line break inside a text', '{"a":"one\\ntwo"}\n', [{ a: 'one\ntwo' }]],
  ['nothing at all', '', []],
  ['only empty lines', '\n\n', []],
])('%s', async (_name, body, expected) => {
  expect(await valuesOf(body)).toEqual(expected);
});

test('what one packet brought comes at once', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end('1\n2\n3\n');
  });
  const answer = await ask(server.url);
  if (!('lines' in answer)) throw new Error('it is no stream');
  expect(await answer.lines.next()).toEqual({ value: [1, 2, 3], done: false });
  await answer.lines.return(undefined);
});

/** Values as lines, and the same bytes cut into chunks at any place. */
const stream = fc
  .tuple(
    fc.array(fc.record({ text: fc.string({ unit: 'grapheme' }), blank: fc.boolean() }), {
      maxLength: 8,
    }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
    fc.array(fc.nat(400)),
  )
  .map(([items, end, ends, cuts]) => {
    const found = items.flatMap(({ text, blank }) => [
      ...(blank ? [''] : []),
      JSON.stringify(text),
    ]);
    const bytes = Buffer.from(found.join(end) + (ends ? end : ''));
    const places = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))];
    places.sort((a, b) => a - b);
    const chunks = [...places, bytes.length].map((to, index) =>
      bytes.subarray(index === 0 ? 0 : places[index - 1], to),
    );
    return { chunks, expected: items.map(({ text }) => text) };
  });

test('the same values, wherever the stream is split: inside a character, too', async () => {
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

test('compressed lines are the same lines', async () => {
  const body = gzipSync('{"a":1}\n{"a":2}\n');
  const server = await startWith(`${HEAD}content-encoding: gzip\r\n\r\n`, body);
  const seen: unknown[] = [];
  await readInto(seen, await ask(server.url));
  expect(seen).toEqual([{ a: 1 }, { a: 2 }]);
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

test('a secret at the place where a broken line is cut is masked whole', async () => {
  const secret = `sk-${'s'.repeat(40)}`;
  const server = await startWith(`${HEAD}\r\n${'x'.repeat(100)} ${secret} ${'y'.repeat(500)}\n`);
  const call = newCall();
  call.redactor.add(secret);
  const error = await failure(readInto([], await ask(server.url, call)), ResponseError);
  expect(error.message).toContain('xxx *** yyy');
  expect(String(error.stack)).not.toContain('sk-');
});

test('an end in the middle of a line is a cut, though the server closed in good order', async () => {
  const server = await startWith(`${HEAD}\r\n{"a":1}\n{"a":`);
  const seen: unknown[] = [];
  const error = await failure(readInto(seen, await ask(server.url)), ResponseError);
  expect(seen).toEqual([{ a: 1 }]);
  expect(error.message).toContain('the answer ended in the middle of a line');
  expect(error).toMatchObject({ cut: true, retryable: true });
});

test('what has come before the connection was cut is kept, and the cut is an error', async () => {
  for (const head of ['content-length: 1000\r\n\r\n', 'transfer-encoding: chunked\r\n\r\n8\r\n']) {
    const server = await startWith(`${HEAD}${head}{"a":1}\n`);
    const seen: unknown[] = [];
    const error = await failure(readInto(seen, await ask(server.url)), ResponseError);
    expect(seen).toEqual([{ a: 1 }]);
    expect(error.message).toContain('the answer was cut off before its end');
    expect(error).toMatchObject({ cut: true, status: 200 });
  }
});

test('empty lines do not hold up the deadline for silence, values do', async () => {
  const timers: NodeJS.Timeout[] = [];
  const server = await start((request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).write('1\n');
    let count = 0;
    timers.push(
      setInterval(() => {
        if (request.path === '/values' && ++count === 10) response.end('3\n');
        else response.write(request.path === '/values' ? '2\n' : '\n');
      }, 20),
    );
  });
  const seen: unknown[] = [];
  const impatient = newCall({ idleTimeout: 120 });
  const reading = ask(`${server.url}/blank`, impatient).then((answer) => readInto(seen, answer));
  expect(await failure(reading, TimeoutError)).toMatchObject({ deadline: 'idleTimeout' });
  expect(seen).toEqual([1]);
  const all: unknown[] = [];
  await readInto(all, await ask(`${server.url}/values`, newCall({ idleTimeout: 120 })));
  expect(all.at(-1)).toBe(3);
  for (const timer of timers) clearInterval(timer);
});

test('a reader that takes its time is not blamed on the server', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).write('1\n');
    setTimeout(() => response.end('2\n'), 10);
  });
  const answer = await ask(server.url, newCall({ idleTimeout: 60 }));
  if (!('lines' in answer)) throw new Error('it is no stream');
  const seen: unknown[] = [];
  for await (const batch of answer.lines) {
    seen.push(...batch);
    // Longer than the deadline: it is the reader's own time.
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  expect(seen).toEqual([1, 2]);
});

test('a line without an end is bounded', async () => {
  const piece = Buffer.alloc(1024 * 1024, 'x');
  const server = await startRaw((socket) => {
    socket.once('data', () => {
      socket.write(`${HEAD}\r\n1\n"`);
      const more = () => {
        while (!socket.destroyed && socket.write(piece)) {}
      };
      socket.on('drain', more);
      more();
    });
  });
  const seen: unknown[] = [];
  const error = await failure(readInto(seen, await ask(server.url)), ResponseError);
  expect(error.message).toContain('the server sent 64 MiB without the end of a line');
  expect(seen).toEqual([1]);
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('a line as large as a picture is one', async () => {
  const large = 'x'.repeat(5_000_000);
  expect(await valuesOf(`"${large}"\n`)).toEqual([large]);
});

test('leaving the loop closes the connection', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).write('1\n');
  });
  const answer = await ask(server.url);
  if ('lines' in answer) for await (const _ of answer.lines) break;
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('after the last line the connection serves the next request', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end('1\n');
  });
  for (let index = 0; index < 3; index++) {
    const seen: unknown[] = [];
    await readInto(seen, await ask(server.url));
    expect(seen).toEqual([1]);
  }
  expect(server.sockets.size).toBe(1);
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

test('a server that does not stream gives the whole answer', async () => {
  const server = await start((_request, response) => json(response, { a: 1 }));
  expect(await ask(server.url)).toEqual({ whole: { a: 1 } });
  expect(server.requests[0]!.headers.accept).toBe('application/x-ndjson, application/json');
});

test('a page instead of a stream is an error', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<html><title>Welcome to nginx!</title></html>');
  });
  const error = await failure(ask(server.url), ResponseError);
  expect(error.message).toContain('200 with an HTML page "Welcome to nginx!"');
});

test('an error status instead of a stream is that error', async () => {
  const server = await start((_request, response) => json(response, { error: 'no' }, 400));
  const error = await failure(ask(server.url), HttpError);
  expect(error.message).toContain('400 Bad Request: no');
});
