import { describe, expect, it } from 'vitest';
import { destinationsOf } from '../src/catalogue/tool-input.js';
import type { Definition } from '../src/core/definition/method.js';
import { isSecret } from '../src/core/definition/param.js';
import {
  AbortedError,
  ConnectionError,
  errorTable,
  HttpError,
  InputError,
  OintError,
  ResponseError,
  TimeoutError,
} from '../src/core/errors/errors.js';
import type { CallOptions } from '../src/index.js';
import { choosing } from './support/chosen.js';
import { allDefinitions, exampleInput, type Known } from './support/definitions.js';
import { type Fault, faults, refusal } from './support/faults.js';
import { folder } from './support/folder.js';
import { type OverHttp, type OverTcp, type Reach, reachOf } from './support/reach.js';
import { expectNoSecret, SENTINEL } from './support/sentinel.js';
import { json, refusedPort, start, startRaw } from './support/server.js';

interface Reached<R extends Reach = OverHttp> extends Known {
  reach: R;
}

/** Those of the command line only, such as a sign-in, have tests of their own. */
function reaches({ definition: { offline, commandOnly } }: Known): boolean {
  return !offline && !commandOnly;
}

/** All methods that use this kind of network connection. */
async function reachedOver<R extends Reach>(over: R['over']): Promise<Reached<R>[]> {
  const known = (await allDefinitions()).filter(reaches);
  const all = await Promise.all(
    known.map(async (one) => ({ ...one, reach: await reachOf(one.service.name) })),
  );
  return all.filter((one): one is Reached<R> => one.reach.over === over);
}

const networked = await reachedOver<OverHttp>('http');
/** One method of each shape: the rows of a table have the same parts, and fail alike. */
const shaped = [...new Map(networked.map((known) => [shapeOf(known), known])).values()];

function shapeOf({ title, service, definition }: Known): string {
  return definition.shape === undefined ? title : `${service.name}: ${definition.shape}`;
}

const files = await folder();
const debugged: string[] = [];

async function failureOf(
  { definition, reach }: Reached,
  url: string,
  options: CallOptions,
  stream = false,
): Promise<{ error: OintError; lines: string[] }> {
  const reaching = { ...reach.call?.(url), ...options };
  return failureWith(definition, reach.input(url, SENTINEL), reaching, stream);
}

async function failureWith(
  definition: Definition,
  given: Readonly<Record<string, unknown>>,
  options: CallOptions,
  stream = false,
): Promise<{ error: OintError; lines: string[] }> {
  const lines: string[] = [];
  const call = { retries: 0, debug: (line: string) => void lines.push(line), ...options };
  const input = await exampleInput(definition, given, files);
  try {
    if (!stream) await definition.invoke(input, { call });
    else for await (const _ of await definition.invokeStream!(input, { call }));
  } catch (error) {
    debugged.push(...lines);
    if (error instanceof OintError) return { error, lines };
    throw error;
  }
  throw new Error(`${definition.name} did not fail`);
}

/** A program has no command line: errors must not mention options. */
function expectNoOption({ message, hint }: OintError): void {
  expect(`${message}\n${hint}`).not.toMatch(/(^|[^\w-])--[a-z]/m);
}

function expectFailure({ title }: Known, error: OintError, fault: Fault): void {
  expect(error, error.message).toBeInstanceOf(fault.error);
  expect(error.code).toBe(fault.code);
  expect(error.exitStatus).toBe(fault.exit ?? errorTable[fault.code].exit);
  expect(error.message).toMatch(fault.says);
  expect(error.message.startsWith(`${title}: `), error.message).toBe(true);
  expect(error.method).toBe(title);
  expectNoOption(error);
  expect(error).toMatchObject(fault.has ?? {});
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: fault.code, method: title });
}

for (const [what, fault] of Object.entries(faults)) {
  describe(`${what} is a ${fault.error.name} without the secret`, async () => {
    const server = await start((request, response) => fault.answer(request, response));
    const meant = shaped.filter(
      ({ definition, reach }) =>
        !(fault.onlyJson && (definition.binary || reach.json === false)) &&
        !reach.unless?.[definition.name]?.faults.test(what),
    );

    it.concurrent.each(meant.map((known) => [known.title, known] as const))(
      '%s',
      async (_, known) => {
        const { error, lines } = await failureOf(known, server.url, fault.options ?? {});
        expectFailure(known, error, fault);
        expectNoSecret(error, lines);
        if (what.startsWith('an HTML page')) {
          expect(error.hint).toContain(known.reach.address ?? 'url');
        }
        if (what !== 'a 401') return;
        const { blames, secretIsSent } = known.reach;
        expect(error.hint).toContain(blames);
        // The server repeated the secret, and it was masked: the text was not simply left out.
        if (secretIsSent !== false && error.message.includes('you sent')) {
          expect(error.message).toContain('***');
        }
      },
    );

    const streaming = meant.filter(({ definition }) => definition.streams);
    it.concurrent.each(streaming.map((known) => [known.title, known] as const))(
      '%s as a stream',
      async (_, known) => {
        const { error, lines } = await failureOf(known, server.url, fault.options ?? {}, true);
        expectFailure(known, error, fault);
        expectNoSecret(error, lines);
      },
    );
  });
}

const streamsOf = {
  events: {
    type: 'text/event-stream',
    item: (text: string) => `data: ${text}\n\n`,
    piece: (text: string): object => ({ choices: [{ index: 0, delta: { content: text } }] }),
  },
  lines: {
    type: 'application/x-ndjson',
    item: (text: string) => `${text}\n`,
    piece: (text: string): object => ({ response: text, status: text }),
  },
};

/** The format of a method's streamed response. */
function streamKind({ definition, reach }: Reached): string {
  // A list streams its rows, page by page: none of its responses is a stream.
  return definition.streams && !definition.more ? (reach.streams ?? 'events') : 'none';
}

const usedStreams = Object.entries(streamsOf).filter(([made]) =>
  networked.some((known) => streamKind(known) === made),
);

describe.each(usedStreams)(
  'a stream of %s that breaks is an error without the secret',
  async (made, { type, item, piece }) => {
    const head = { 'content-type': type };
    const cut = await start(({ headers }, response) => {
      const text = item(JSON.stringify(piece(String(headers.authorization))));
      response.writeHead(200, head).write(text, () => response.destroy());
    });
    const refusing = await start((request, response) => {
      response.writeHead(200, head).end(item(JSON.stringify(refusal(request, 500))));
    });
    const babbling = await start(({ headers }, response) => {
      response.writeHead(200, head).end(item(`${'x'.repeat(180)} ${headers.authorization}`));
    });
    for (const known of shaped.filter((one) => streamKind(one) === made)) {
      for (const [what, { url }] of Object.entries({ cut, refusing, babbling })) {
        it(`${known.title}, ${what}`, async () => {
          const { error, lines } = await failureOf(known, url, {}, true);
          expect(error, error.message).toBeInstanceOf(ResponseError);
          expect(error.exitStatus).toBe(1);
          expectNoOption(error);
          expectNoSecret(error, lines);
        });
      }
    }
  },
);

describe('a port where nothing listens is a ConnectionError', async () => {
  const port = await refusedPort();
  it.concurrent.each(shaped.map((known) => [known.title, known] as const))(
    '%s',
    async (_, known) => {
      const { error, lines } = await failureOf(known, `http://127.0.0.1:${port}`, {});
      expect(error, error.message).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({ code: 'connection', reason: 'ECONNREFUSED', sent: false });
      expect(error.exitStatus).toBe(3);
      expect(error.message).toMatch(/could not connect to 127\.0\.0\.1:\d+: connection refused/);
      expectNoOption(error);
      expectNoSecret(error, lines);
    },
  );
});

/** `retry-after-ms` keeps the waits short. */
describe('the effect decides what is retried', async () => {
  const count = new Map<string, number>();
  // The case is in the URL: not every method accepts headers.
  const server = await start((request, response) => {
    const [, name = '', status] = /\/case-((\d+)-\w+)/.exec(request.path) ?? [];
    count.set(name, (count.get(name) ?? 0) + 1);
    json(response, refusal(request, 500), Number(status), { 'retry-after-ms': '1' });
  });

  it.concurrent.each(shaped.map((known) => [known.title, known] as const))(
    '%s',
    async (_, known) => {
      const { definition, reach } = known;
      for (const code of [429, 500, 503, 401]) {
        const name = `${code}-${known.title.replace(' ', '_')}`;
        const url = `${server.url}/case-${name}`;
        const input = await exampleInput(definition, reach.input(url, SENTINEL), files);
        const failure = definition.invoke(input, { call: { ...reach.call?.(url), retries: 1 } });
        await expect(failure).rejects.toBeInstanceOf(HttpError);
        const mayRepeat =
          code === 429 || code === 503 || (code === 500 && definition.effect === 'read');
        expect(count.get(name), name).toBe(mayRepeat ? 2 : 1);
      }
    },
  );
});

describe('a redirect to another origin gets no secret', async () => {
  const arrived: unknown[] = [];
  const other = await start((request, response) => {
    arrived.push(request.path, request.headers, request.body);
    json(response, {});
  });
  let status = 0;
  const moving = await start((_, response) => {
    response.writeHead(status, { location: `${other.url}/elsewhere` }).end();
  });

  it.each([301, 302, 303, 307, 308])('with status %i', { timeout: 120_000 }, async (code) => {
    status = code;
    for (const { title, definition, reach } of shaped) {
      const input = await exampleInput(definition, reach.input(moving.url, SENTINEL), files);
      const call = { ...reach.call?.(moving.url), retries: 0, timeout: 10_000 };
      await definition.invoke(input, { call }).catch(() => {});
      expect(() => expectNoSecret(...arrived.splice(0)), title).not.toThrow();
    }
  });
});

describe('an input that is refused', async () => {
  it('is an InputError of its method, without the secret', async () => {
    for (const known of shaped) {
      const { url, says } = known.reach.refuses ?? {
        url: 'localhost:8080',
        says: /Did you mean http:\/\/localhost:8080\?/,
      };
      const { error, lines } = await failureOf(known, url, {});
      expect(error, error.message).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ code: 'input', exitStatus: 2, retryable: false });
      expect(error.message).toMatch(says);
      expect(error.message.startsWith(`${known.title}: `), error.message).toBe(true);
      expectNoOption(error);
      expectNoSecret(error, lines);
    }
  });

  it.each((await allDefinitions()).map((known) => [known.title, known] as const))(
    '%s names what is missing or unknown',
    async (_, { definition, service, title }) => {
      const reach = await reachOf(service.name);
      const given =
        reach.over === 'http'
          ? reach.input('http://127.0.0.1:1', SENTINEL)
          : reach.over === 'tcp'
            ? reach.input('127.0.0.1', 1, SENTINEL)
            : {};
      const input = await exampleInput(definition, given, files);
      const refused = async (wrong: Record<string, unknown>, key: string) => {
        const failure = definition.invoke(wrong);
        await expect(failure, key).rejects.toBeInstanceOf(InputError);
        // For an array, the item is named: `messages[0]`.
        const param = expect.stringMatching(new RegExp(`^${key}(\\[\\d+\\])?$`));
        await expect(failure).rejects.toMatchObject({ param, method: title, exitStatus: 2 });
        await expect(failure).rejects.toThrow(key);
        await failure.catch(expectNoOption);
      };
      const takesOpen = Object.keys(definition.params).find((key) =>
        /^an? (open|running) /.test(definition.params[key]!.kind.takes),
      );
      for (const [key, param] of Object.entries(definition.params)) {
        // Without a server there is no open connection, so params after it are not checked.
        if (takesOpen !== undefined && key !== takesOpen) continue;
        if (param.required) await refused({ ...input, [key]: undefined }, key);
        // Only one kind accepts a symbol.
        if (param.kind.name !== 'any') await refused({ ...input, [key]: Symbol('x') }, key);
      }
      await refused({ ...input, no_such_input: 1 }, 'no_such_input');
    },
  );
});

const connected = await reachedOver<OverTcp>('tcp');

describe.each(connected.map((known) => [known.title, known] as const))('%s', (_, known) => {
  async function failsAt(port: number, call: CallOptions) {
    const { definition, reach, title } = known;
    const given = reach.input('127.0.0.1', port, SENTINEL);
    const { error, lines } = await failureWith(definition, given, call);
    expectNoSecret(error, lines);
    expectNoOption(error);
    expect(error.message.startsWith(`${title}: `), error.message).toBe(true);
    return error;
  }

  it.concurrent('on a port where nothing listens', async () => {
    const error = await failsAt(await refusedPort(), {});
    expect(error, error.message).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ reason: 'ECONNREFUSED', sent: false, exitStatus: 3 });
    expect(error.message).toMatch(/could not connect to 127\.0\.0\.1:\d+: connection refused/);
  });

  it.concurrent('with a silent server', async () => {
    const error = await failsAt((await startRaw(() => {})).port, { connectTimeout: 200 });
    expect(error, error.message).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ deadline: 'connectTimeout', after: 200, exitStatus: 3 });
  });

  it.concurrent('with a server that closes the connection', async () => {
    const error = await failsAt((await startRaw((socket) => socket.destroy())).port, {});
    expect(error, error.message).toBeInstanceOf(ConnectionError);
    expect(error.exitStatus).toBe(3);
  });

  it.concurrent('with a server of another kind', async () => {
    const other = await startRaw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const error = await failsAt(other.port, {});
    expect([1, 3], error.message).toContain(error.exitStatus);
  });

  it.concurrent('when interrupted', async () => {
    const signal = AbortSignal.timeout(100);
    const error = await failsAt((await startRaw(() => {})).port, { signal });
    expect(error, error.message).toBeInstanceOf(AbortedError);
  });
});

describe('the contract itself', async () => {
  it('calls every method that uses the network, with the secret', async () => {
    const all = (await allDefinitions()).filter(reaches);
    const reached = [...networked, ...connected];
    expect(reached.length).toBe(all.length);
    const inJson = JSON.stringify(SENTINEL).slice(1, -1);
    for (const { title, definition, reach } of reached) {
      if (reach.open?.test(definition.name)) continue;
      const given =
        reach.over === 'http' ? reach.input('U', SENTINEL) : reach.input('U', 1, SENTINEL);
      const taken = Object.entries(given).filter(([key]) => key in definition.params);
      // In a URL it is encoded.
      const text = JSON.stringify(taken).replaceAll(encodeURIComponent(SENTINEL), inJson);
      expect(text, title).toContain(inJson);
    }
  });

  it.each((await allDefinitions()).map((known) => [known.title, known] as const))(
    '%s says where its secrets go',
    async (_, { definition, service }) => {
      const { params, offline } = definition;
      const goesOut = !offline || Object.values(params).some(isSecret);
      const names = destinationsOf(definition);
      // Either the service has one address, or each call has its own.
      const address = definition.address ?? service.address;
      const reach = await reachOf(service.name);
      // The password of an archive goes nowhere.
      const hasGoal = reach.over !== 'nothing' && goesOut;
      if (hasGoal && address === undefined) expect(names).not.toEqual([]);
      if (address !== undefined) expect(names).toEqual([]);
      if (reach.over === 'nothing' || offline) return;
      const given = reach.over === 'http' ? reach.input('U', 'S') : reach.input('U', 1, 'S');
      const leading = Object.entries(given).flatMap(([key, value]) =>
        key in params && JSON.stringify(value).includes('U') ? [key] : [],
      );
      expect(names).toEqual(expect.arrayContaining(leading));
    },
  );

  // For example, Telegram alone has its token in the path and sends no such header.
  const why = choosing ? ' (skipped: only some services are tested)' : '';
  it.skipIf(choosing)(`saw the requests in the debug output, with secrets masked${why}`, () => {
    const all = debugged.join('\n');
    expect(all).toContain('> POST http://127.0.0.1');
    expect(all).toContain('authorization: ***');
    expect(all).toContain('< 401');
  });
});
