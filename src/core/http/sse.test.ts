import { Readable } from 'node:stream';
import type { EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json, start, startRaw, startWith } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import { HttpError, ResponseError } from '../errors/errors.js';
import { build } from './build.js';
import type { Answer } from './message.js';
import { type EventsOrWhole, events, requestEvents } from './sse.js';
import { Watch } from './watch.js';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n';
const newCall = () => new Call('test Method', 'read', { retries: 0 });

function ask(url: string): Promise<EventsOrWhole> {
  return requestEvents(newCall(), 'POST', new URL(url), { json: {} });
}

/** The data of all events into `seen`, so that those before an error are known too. */
async function readInto(seen: string[], answer: EventsOrWhole): Promise<void> {
  if (!('events' in answer)) throw new Error('it is no stream');
  for await (const batch of answer.events) seen.push(...batch.map((event) => event.data));
}

/** The data of the events of a body that a real server sends in these pieces. */
async function dataOf(...pieces: (string | Buffer)[]): Promise<string[]> {
  const server = await startWith(`${HEAD}\r\n`, ...pieces);
  const seen: string[] = [];
  await readInto(seen, await ask(server.url));
  await server.close();
  return seen;
}

/** The events of a body that comes in exactly these chunks, which no network promises. */
async function eventsOf(chunks: readonly Uint8Array[]): Promise<EventSourceMessage[]> {
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
  const all: EventSourceMessage[] = [];
  for await (const batch of events(answer, request, call)) all.push(...batch);
  return all;
}

test('an event is what stands between empty lines', async () => {
  expect(await dataOf('data: {"a":1}\n\ndata: {"a":2}\n\ndata: [DONE]\n\n')).toEqual([
    '{"a":1}',
    '{"a":2}',
    '[DONE]',
  ]);
});

test.each([
  ['CRLF', 'data: 1\r\n\r\ndata: 2\r\n\r\n', ['1', '2']],
  ['CR', 'data: 1\r\rdata: 2\r\r', ['1', '2']],
  ['all of them mixed', 'data: 1\r\n\ndata: 2\n\r\ndata: 3\r\r', ['1', '2', '3']],
  ['no space after the colon', 'data:1\n\ndata:  2\n\n', ['1', ' 2']],
  ['data in several lines', 'data: {\ndata: "a":1}\n\n', ['{\n"a":1}']],
  ['comments', ': hello\n\ndata: 1\n: ping\n\n:\n\n', ['1']],
  ['other fields', 'event: message\nid: 7\nretry: 10\ndata: 1\n\nunknown: 2\n\n', ['1']],
  ['a byte order mark', '\uFEFFdata: 1\n\n', ['1']],
  ['no empty line at the end', 'data: 1\n\ndata: 2', ['1', '2']],
  ['CR at the very end', 'data: 1\r\n\r\ndata: 2\r', ['1', '2']],
  ['nothing at all', '', []],
  ['only comments', ': ping\n\n: ping\n\n', []],
  ['no [DONE]', 'data: 1\n\n', ['1']],
])('%s', async (_name, body, expected) => {
  expect(await dataOf(body)).toEqual(expected);
});

test('events may be split inside a character, over a real connection', async () => {
  const body = Buffer.from('data: Grüße 🎈\n\ndata: ещё\n\n');
  const server = await startRaw((socket) => {
    socket.setNoDelay();
    socket.once('data', async () => {
      socket.write(`${HEAD}\r\n`);
      for (const byte of body) {
        socket.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      socket.end();
    });
  });
  const seen: string[] = [];
  await readInto(seen, await ask(server.url));
  expect(seen).toEqual(['Grüße 🎈', 'ещё']);
});

/** Events as text, and the same text cut into chunks at any bytes. */
const stream = fc
  .tuple(
    fc.array(
      fc.record({
        data: fc.array(
          fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, '')),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
        comment: fc.boolean(),
        space: fc.boolean(),
      }),
      { maxLength: 8 },
    ),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.array(fc.nat(400)),
  )
  .map(([items, end, cuts]) => {
    const lines = items.flatMap(({ data, comment, space }) => [
      ...(comment ? [': ping'] : []),
      // One space belongs to the format; a text that begins with one needs it.
      ...data.map((line) => `data:${space || line.startsWith(' ') ? ' ' : ''}${line}`),
      '',
    ]);
    const bytes = Buffer.from(lines.map((line) => line + end).join(''));
    const places = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort(
      (a, b) => a - b,
    );
    const chunks = [...places, bytes.length].map((to, index) =>
      bytes.subarray(index === 0 ? 0 : places[index - 1], to),
    );
    return { chunks, expected: items.map(({ data }) => data.join('\n')) };
  });

test('the same events, wherever the stream is split', async () => {
  await fc.assert(
    fc.asyncProperty(stream, async ({ chunks, expected }) => {
      expect((await eventsOf(chunks)).map((event) => event.data)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('any bytes are taken without a crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 })), async (chunks) => {
      for (const event of await eventsOf(chunks)) expect(typeof event.data).toBe('string');
    }),
  );
});

test('an event’s name and id come with it', async () => {
  expect(await eventsOf([Buffer.from('event: error\nid: 7\ndata: 1\n\n')])).toEqual([
    { event: 'error', id: '7', data: '1' },
  ]);
});

test('what has come before the connection was cut is kept, and the cut is an error', async () => {
  for (const head of ['content-length: 1000\r\n\r\n', 'transfer-encoding: chunked\r\n\r\n9\r\n']) {
    const server = await startWith(`${HEAD}${head}data: 1\n\n`);
    const seen: string[] = [];
    const error = await failure(readInto(seen, await ask(server.url)), ResponseError);
    expect(seen).toEqual(['1']);
    expect(error.message).toContain('the answer was cut off before its end');
    expect(error).toMatchObject({ cut: true, status: 200 });
  }
});

test('a line without an end is bounded', async () => {
  const piece = Buffer.alloc(1024 * 1024, 'x');
  const server = await startRaw((socket) => {
    socket.once('data', () => {
      socket.write(`${HEAD}\r\ndata: 1\n\ndata: `);
      const more = () => {
        while (!socket.destroyed && socket.write(piece)) {}
      };
      socket.on('drain', more);
      more();
    });
  });
  const seen: string[] = [];
  const error = await failure(readInto(seen, await ask(server.url)), ResponseError);
  expect(error.message).toContain('the server sent 64 MiB without an event');
  expect(seen).toEqual(['1']);
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('an event as large as a picture is one', async () => {
  const large = 'x'.repeat(5_000_000);
  expect(await dataOf(`data: ${large}\n\n`)).toEqual([large]);
});

test('leaving the loop closes the connection', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
  });
  const answer = await ask(server.url);
  if ('events' in answer) for await (const _ of answer.events) break;
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('after the last event the connection serves the next request', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end('data: 1\n\n');
  });
  for (let index = 0; index < 3; index++) {
    const seen: string[] = [];
    await readInto(seen, await ask(server.url));
    expect(seen).toEqual(['1']);
  }
  expect(server.sockets.size).toBe(1);
});

test('a server that does not stream gives the whole answer', async () => {
  const server = await start((_request, response) => json(response, { a: 1 }));
  expect(await ask(server.url)).toEqual({ whole: { a: 1 } });
  expect(server.requests[0]!.headers.accept).toBe('text/event-stream, application/json');
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
