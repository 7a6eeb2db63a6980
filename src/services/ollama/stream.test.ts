import fc from 'fast-check';
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json } from '../../../test/support/server.js';
import {
  AbortedError,
  HttpError,
  InputError,
  ResponseError,
  TimeoutError,
} from '../../core/errors/errors.js';
import type { CallOptions } from '../../index.js';
import * as ollama from './index.js';
import * as fixtures from './testing/fixtures.js';
import { ndjson, OllamaServer } from './testing/server.js';

const server = await OllamaServer.start();
const { url } = server;
const model = 'llama3.2';
beforeEach(() => server.reset());

const open = (call: CallOptions = {}, more: object = {}) =>
  ollama.getResponse.stream(
    { url, model, prompt: 'Hi', ...more },
    { retries: 0, ...call, fullResponse: false },
  );
const openChat = () => ollama.getContextResponse.stream({ url, model, messages: 'Hi' });

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of stream) found.push(one);
  return found;
}

/** The error a stream ends with. */
async function fails(opening: ReturnType<typeof open>): Promise<unknown> {
  const stream = await opening;
  return all(stream).catch((error: unknown) => error);
}

describe('a streamed response', () => {
  it('arrives in chunks, and adds up to the whole', async () => {
    const stream = await open();
    const chunks = await all(stream);
    expectTypeOf(chunks[0]!.response).toEqualTypeOf<string>();
    expect(chunks.map(({ response }) => response).join('')).toBe(fixtures.generateWhole.response);
    expect(chunks.length).toBeGreaterThan(5);
    const { definition } = ollama.getResponse;
    expect(definition.textOf!(chunks[0])).toBe('The ');
    expect(stream.result()).toEqual(await ollama.getResponse({ url, model, prompt: 'Hi' }));
    expect(definition.text!(stream.result())).toBe(fixtures.generateWhole.response);
    expect(server.asked[0]).toMatchObject({ json: { model, prompt: 'Hi', stream: true } });
    expect(server.asked[0]!.headers.accept).toContain('application/x-ndjson');
  });

  it('works for a conversation too', async () => {
    const stream = await openChat();
    const chunks = await all(stream);
    expect(ollama.getContextResponse.definition.textOf!(chunks[0])).toBe('Hello! ');
    expect(stream.result()).toEqual(
      await ollama.getContextResponse({ url, model, messages: 'Hi' }),
    );
    expect(ollama.getContextResponse.definition.text!(stream.result())).toBe(
      fixtures.chatWhole.message.content,
    );
  });

  it('separates the reasoning', async () => {
    server.on('chat', (_, response) =>
      ndjson(response, [
        fixtures.chatPiece('', { thinking: 'Let me ' }),
        fixtures.chatPiece('', { thinking: 'count.' }),
        fixtures.chatPiece('Three', {}),
        fixtures.chatPiece('.', {}),
        fixtures.chatLast,
      ]),
    );
    const stream = await openChat();
    const texts = (await all(stream)).map((c) => ollama.getContextResponse.definition.textOf!(c));
    expect(texts.join('')).toBe('Three.');
    expect(stream.result().message).toEqual({
      role: 'assistant',
      content: 'Three.',
      thinking: 'Let me count.',
    });

    server.on('generate', (_, response) =>
      ndjson(response, [
        fixtures.generatePiece('', { thinking: 'Hm' }),
        fixtures.generatePiece('', { thinking: 'm.' }),
        fixtures.generatePiece('Yes'),
        fixtures.generateLast,
      ]),
    );
    const answer = await open();
    await all(answer);
    expect(answer.result()).toEqual({
      ...fixtures.generateLast,
      response: 'Yes',
      thinking: 'Hmm.',
    });
  });

  it('assembles tool calls, and unknown fields', async () => {
    const second = { function: { name: 'get_time', arguments: {} } };
    server.on('chat', (_, response) =>
      ndjson(response, [
        fixtures.chatPiece('', { tool_calls: [fixtures.toolCall] }),
        { ...fixtures.chatPiece('', { tool_calls: [second] }), logprobs: [{ token: 'a' }] },
        { ...fixtures.chatPiece(''), logprobs: [{ token: 'b' }], new_field: 1 },
        { ...fixtures.chatLast, message: undefined },
      ]),
    );
    const stream = await openChat();
    await all(stream);
    expect(stream.result()).toEqual({
      ...fixtures.chatLast,
      message: { role: 'assistant', content: '', tool_calls: [fixtures.toolCall, second] },
      logprobs: [{ token: 'a' }, { token: 'b' }],
      new_field: 1,
    });
  });

  it('is the same, wherever the network splits it', async () => {
    const text = ['Grüße ', '🦙', '\n', ' ещё', '"\\'];
    const lines = [...text.map((piece) => fixtures.generatePiece(piece)), fixtures.generateLast];
    const wire = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\r\n`).join(''));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(wire.length), { maxLength: 12 }), async (cuts) => {
        const places = [...cuts.sort((a, b) => a - b), wire.length];
        server.on('generate', async (_, response) => {
          response.writeHead(200, { 'content-type': 'application/x-ndjson' });
          let from = 0;
          for (const to of places) {
            const piece = wire.subarray(from, to);
            if (piece.length > 0) await new Promise((done) => response.write(piece, done));
            from = to;
          }
          response.end();
        });
        const stream = await open();
        expect((await all(stream)).length).toBe(6);
        expect(stream.result().response).toBe(text.join(''));
      }),
      { numRuns: 40 },
    );
  });

  it('ends with done: true, even if the server keeps the connection open', async () => {
    const more = fixtures.generatePiece('more');
    server.on('generate', (_, response) => ndjson(response, [fixtures.generateLast, more], false));
    expect((await all(await open())).length).toBeGreaterThan(0);
  });

  it('is one chunk from a server that does not stream', async () => {
    server.on('generate', (_, response) => json(response, fixtures.generateWhole));
    const stream = await open();
    expect(await all(stream)).toEqual([fixtures.generateWhole]);
    expect(stream.result()).toEqual(fixtures.generateWhole);
  });

  it('can be read once', async () => {
    const stream = await open();
    await all(stream);
    expect(await failure(all(stream), InputError)).toMatchObject({ method: 'ollama GetResponse' });
    expect(stream.result().response).toBe(fixtures.generateWhole.response);
  });

  it('cannot change the prototype of anything', async () => {
    const wire =
      '{"__proto__":{"polluted":1},"response":"a","done":false}\n{"response":"b","done":true}\n';
    server.on('generate', (_, response) => response.end(wire));
    const stream = await open();
    await all(stream);
    expect(stream.result()).toMatchObject({ response: 'ab' });
    expect((stream.result() as { polluted?: unknown }).polluted).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

const hello = [fixtures.generatePiece('Hel'), fixtures.generatePiece('lo')];

describe('a broken stream is an error with what arrived', () => {
  const partial = { response: 'Hello', done: false };
  const answer = (lines: readonly unknown[], end = true) =>
    server.on('generate', (_, response) => ndjson(response, lines, end));

  it('ended early: no done: true', async () => {
    answer(hello);
    const error = await fails(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ partial, cut: true, retryable: true, exitStatus: 1 });
    expect(String(error)).toMatch(
      /ended early, after 2 chunks \(5 characters\): no line with done/,
    );
  });

  it('ended before it started', async () => {
    answer([]);
    const error = await fails(open());
    expect(error).toMatchObject({ cut: true });
    expect(String(error)).toMatch(/after 0 chunks/);
  });

  it('cut in the middle of a line', async () => {
    server.on('generate', (_, response) => {
      ndjson(response, hello, false);
      response.write('{"respo', () => response.destroy());
    });
    expect(await fails(open())).toMatchObject({ partial, cut: true });
  });

  it('an error message of the server', async () => {
    answer([...hello, { error: 'an error was encountered while running the model' }], false);
    const error = await fails(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ partial, cut: false, method: 'ollama GetResponse' });
    expect(String(error)).toMatch(
      /the server reported an error: an error was encountered while running/,
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['a list', [1], /sent \[1\] instead of a response/],
    ['a text', 'oops', /sent "oops" instead of a response/],
    ['null', null, /sent null instead of a response/],
  ])('%s in the stream', async (_, line, says) => {
    answer([...hello, line]);
    const error = await fails(open());
    expect(error).toMatchObject({ partial });
    expect(String(error)).toMatch(says);
  });

  it('an error with status 200 instead of a stream', async () => {
    server.on('generate', (_, response) => json(response, { error: 'model requires more memory' }));
    const error = await fails(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(String(error)).toMatch(/the server reported an error: model requires more memory/);
  });

  it('an error status instead of a stream', async () => {
    server.on('generate', (_, response) => json(response, { error: 'no such model' }, 404));
    expect(await failure(open(), HttpError)).toMatchObject({ status: 404 });
  });

  it('silent, although empty lines keep arriving', async () => {
    let timer: NodeJS.Timeout | undefined;
    server.on('generate', (_, response) => {
      ndjson(response, hello, false);
      timer = setInterval(() => response.write('\n'), 20);
    });
    const error = await fails(open({ idleTimeout: 150 }));
    clearInterval(timer);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ partial, deadline: 'idleTimeout' });
  });

  it('masks a token in what arrived', async () => {
    answer([fixtures.generatePiece('you are sk-secret-12345')]);
    const headers = { authorization: 'Bearer sk-secret-12345' };
    expect(await fails(open({}, { headers }))).toMatchObject({
      partial: { response: 'you are ***' },
    });
  });
});

describe('leaving early closes the connection', () => {
  /** Responds with `hello` and waits: the promise resolves when the client disconnects. */
  const hangUp = () =>
    new Promise<void>((resolve) => {
      server.on('generate', (_, response) => {
        response.once('close', resolve);
        ndjson(response, hello, false);
      });
    });

  it('by break', async () => {
    const closed = hangUp();
    const stream = await open();
    for await (const { response } of stream) {
      expect(response).toBe('Hel');
      break;
    }
    await closed;
    expect(stream.result()).toMatchObject({ response: 'Hel', done: false });
  });

  it('by the call’s signal, with what arrived', async () => {
    const closed = hangUp();
    const controller = new AbortController();
    const stream = await open({ signal: controller.signal });
    const loop = async () => {
      let seen = 0;
      for await (const _ of stream) if (++seen === 2) controller.abort();
    };
    const error = await failure(loop(), AbortedError);
    expect(error).toMatchObject({ exitStatus: 130, partial: { response: 'Hello' } });
    await closed;
  });

  it('by the signal while the model is being loaded', async () => {
    server.on('generate', () => {});
    const signal = AbortSignal.timeout(50);
    await failure(ollama.getResponse({ url, model, prompt: 'Hi' }, { signal }), AbortedError);
    await failure(open({ signal: AbortSignal.timeout(50) }), AbortedError);
  });
});
