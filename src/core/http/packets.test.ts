import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json, start, startRaw, startWith } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { HttpError, ResponseError, TimeoutError } from '../errors/errors.js';
import { requestLines } from './lines.js';
import { requestEvents } from './sse.js';

/** Short for the deadline under test; all others keep their defaults. */
const SHORT = 150;

/** A format of streams. The items are strings here. */
interface Form {
  type: string;
  accept: string;
  /** An item in its format. */
  item(text: string): string;
  /** The first bytes of an item, without its end. */
  begun: string;
  keepAlive: string;
  tooLong: string;
  ask(call: Call, url: URL): Promise<{ items: AsyncGenerator<unknown[]> } | { whole: unknown }>;
}

const forms: readonly (readonly [string, Form])[] = [
  [
    'lines',
    {
      type: 'application/x-ndjson',
      accept: 'application/x-ndjson, application/json',
      item: (text) => `${JSON.stringify(text)}\n`,
      begun: '"',
      keepAlive: '\n',
      tooLong: 'the server sent 64 MiB without a line break',
      async ask(call, url) {
        const answer = await requestLines(call, 'POST', url, { json: {} });
        return 'lines' in answer ? { items: answer.lines } : answer;
      },
    },
  ],
  [
    'events',
    {
      type: 'text/event-stream',
      accept: 'text/event-stream, application/json',
      item: (text) => `data: ${text}\n\n`,
      begun: 'data: ',
      keepAlive: ': ping\n\n',
      tooLong: 'the server sent 64 MiB without an event',
      async ask(call, url) {
        const answer = await requestEvents(call, 'POST', url, { json: {} });
        return 'events' in answer ? { items: dataOf(answer.events) } : answer;
      },
    },
  ],
];

async function* dataOf(batches: AsyncIterable<{ data: string }[]>): AsyncGenerator<string[]> {
  for await (const batch of batches) yield batch.map(({ data }) => data);
}

describe.each(forms)('%s', (_name, form) => {
  const { item, ask: send } = form;
  const HEAD = `HTTP/1.1 200 OK\r\ncontent-type: ${form.type}\r\n`;

  const ask = (url: string, options: CallOptions = {}) =>
    send(new Call('test Method', 'read', { retries: 0, ...options }), new URL(url));

  async function open(url: string, options?: CallOptions): Promise<AsyncGenerator<unknown[]>> {
    const answer = await ask(url, options);
    if ('whole' in answer) throw new Error('it is not a stream');
    return answer.items;
  }

  /** Collects all items in `seen`, so that those before an error are known too. */
  async function readInto(seen: unknown[], url: string, options?: CallOptions): Promise<void> {
    for await (const batch of await open(url, options)) seen.push(...batch);
  }

  test('the items of one packet come at once', async () => {
    const server = await startWith(`${HEAD}\r\n${item('1')}${item('2')}${item('3')}`);
    const items = await open(server.url);
    expect(await items.next()).toEqual({ value: ['1', '2', '3'], done: false });
    await items.return(undefined);
  });

  test('a compressed stream has the same items', async () => {
    const body = gzipSync(item('1') + item('2'));
    const server = await startWith(`${HEAD}content-encoding: gzip\r\n\r\n`, body);
    const seen: unknown[] = [];
    await readInto(seen, server.url);
    expect(seen).toEqual(['1', '2']);
  });

  test('items received before the connection was cut are returned, and the cut is an error', async () => {
    const size = item('1').length.toString(16);
    for (const head of [
      'content-length: 1000\r\n\r\n',
      `transfer-encoding: chunked\r\n\r\n${size}\r\n`,
    ]) {
      const server = await startWith(`${HEAD}${head}${item('1')}`);
      const seen: unknown[] = [];
      const error = await failure(readInto(seen, server.url), ResponseError);
      expect(seen).toEqual(['1']);
      expect(error.message).toContain('the response was cut off before its end');
      expect(error).toMatchObject({ cut: true, status: 200 });
    }
  });

  test('an endless item is bounded', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'x');
    const server = await startRaw((socket) => {
      socket.once('data', () => {
        socket.write(`${HEAD}\r\n${item('1')}${form.begun}`);
        const more = () => {
          while (!socket.destroyed && socket.write(piece)) {}
        };
        socket.on('drain', more);
        more();
      });
    });
    const seen: unknown[] = [];
    const error = await failure(readInto(seen, server.url), ResponseError);
    expect(error.message).toContain(form.tooLong);
    expect(seen).toEqual(['1']);
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test('an item of the size of an image is not too large', async () => {
    const large = 'x'.repeat(5_000_000);
    const server = await startWith(`${HEAD}\r\n`, item(large));
    const seen: unknown[] = [];
    await readInto(seen, server.url);
    expect(seen).toEqual([large]);
  });

  test('leaving the loop closes the connection', async () => {
    const server = await start((_request, response) => {
      response.writeHead(200, { 'content-type': form.type }).write(item('1'));
    });
    for await (const _ of await open(server.url)) break;
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test('after the end the connection is reused for the next request', async () => {
    const server = await start((_request, response) => {
      response.writeHead(200, { 'content-type': form.type }).end(item('1'));
    });
    for (let index = 0; index < 3; index++) {
      const seen: unknown[] = [];
      await readInto(seen, server.url);
      expect(seen).toEqual(['1']);
    }
    expect(server.sockets.size).toBe(1);
  });

  test('keep-alives do not reset the idle timeout', async () => {
    const server = await startRaw((socket) => {
      socket.once('data', () => {
        socket.write(`${HEAD}\r\n${item('1')}`);
        const timer = setInterval(() => socket.write(form.keepAlive), 20);
        socket.once('close', () => clearInterval(timer));
      });
    });
    const seen: unknown[] = [];
    const reading = readInto(seen, server.url, { idleTimeout: SHORT });
    const error = await failure(reading, TimeoutError);
    expect(error).toMatchObject({ deadline: 'idleTimeout', after: SHORT });
    expect(seen).toEqual(['1']);
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test('items do, however long they take in total', async () => {
    const server = await start((_request, response) => {
      response.writeHead(200, { 'content-type': form.type });
      let count = 0;
      const timer = setInterval(() => {
        if (++count < 12) response.write(item('more'));
        else response.end(item('last'));
      }, 100);
      response.once('close', () => clearInterval(timer));
    });
    const seen: unknown[] = [];
    await readInto(seen, server.url, { idleTimeout: 1000 });
    expect(seen.at(-1)).toBe('last');
  });

  test('the reader may take longer than the idle timeout', async () => {
    const server = await start((_request, response) => {
      response.writeHead(200, { 'content-type': form.type }).write(item('1'));
      setTimeout(() => response.end(item('2')), 20);
    });
    const seen: unknown[] = [];
    for await (const batch of await open(server.url, { idleTimeout: SHORT })) {
      seen.push(...batch);
      await new Promise((resolve) => setTimeout(resolve, 2 * SHORT));
    }
    expect(seen).toEqual(['1', '2']);
  });

  test('the idle timeout still applies after a slow reader', async () => {
    const server = await startRaw((socket) => {
      socket.once('data', () => socket.write(`${HEAD}\r\n${item('1')}`));
    });
    const reading = (async () => {
      for await (const _ of await open(server.url, { idleTimeout: SHORT })) {
        await new Promise((resolve) => setTimeout(resolve, 2 * SHORT));
      }
    })();
    expect(await failure(reading, TimeoutError)).toMatchObject({ deadline: 'idleTimeout' });
  });

  test('a server that does not stream returns the whole response', async () => {
    const server = await start((_request, response) => json(response, { a: 1 }));
    expect(await ask(server.url)).toEqual({ whole: { a: 1 } });
    expect(server.requests[0]!.headers.accept).toBe(form.accept);
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
});
