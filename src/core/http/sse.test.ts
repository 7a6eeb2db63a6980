import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunksOf, cuts, exchangeOf } from '../../../test/support/exchange.js';
import { startRaw, startWith } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import { type EventsOrWhole, events, requestEvents, type ServerEvent } from './sse.js';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n';
const newCall = () => new Call('test Method', 'read', { retries: 0 });

function ask(url: string): Promise<EventsOrWhole> {
  return requestEvents(newCall(), 'POST', new URL(url), { json: {} });
}

/** Collects the data of all events in `seen`, so that those before an error are known too. */
async function readInto(seen: string[], answer: EventsOrWhole): Promise<void> {
  if (!('events' in answer)) throw new Error('it is not a stream');
  for await (const batch of answer.events) seen.push(...batch.map((event) => event.data));
}

/** The data of the events of a body that a real server sends in these chunks. */
async function dataOf(...pieces: (string | Buffer)[]): Promise<string[]> {
  const server = await startWith(`${HEAD}\r\n`, ...pieces);
  const seen: string[] = [];
  await readInto(seen, await ask(server.url));
  await server.close();
  return seen;
}

async function eventsOf(chunks: readonly Uint8Array[]): Promise<ServerEvent[]> {
  const all: ServerEvent[] = [];
  for await (const batch of events(exchangeOf(chunks))) all.push(...batch);
  return all;
}

test('an event is the lines between empty lines', async () => {
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
  ['an empty body', '', []],
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

/** Events as text, and the same text split into chunks at any byte. */
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
    cuts,
  )
  .map(([items, end, cuts]) => {
    const lines = items.flatMap(({ data, comment, space }) => [
      ...(comment ? [': ping'] : []),
      // One space belongs to the format; text that begins with one needs it.
      ...data.map((line) => `data:${space || line.startsWith(' ') ? ' ' : ''}${line}`),
      '',
    ]);
    const chunks = chunksOf(lines.map((line) => line + end).join(''), cuts);
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

test('any bytes are read without a crash', async () => {
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
