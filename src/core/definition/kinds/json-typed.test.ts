import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inProgram, read, refusal, typed } from '../../../../test/support/context.js';
import { failure } from '../../../../test/support/failure.js';
import { folder } from '../../../../test/support/folder.js';
import { refusedPort, start } from '../../../../test/support/server.js';
import { ConnectionError, HttpError, InputError } from '../../errors/errors.js';
import { Call } from '../call.js';
import { list, record, records, texts, urls } from './json.js';

const aRecord = record('A record');
const someRecords = list(records, 'Some records');
const someTexts = list(texts, 'Some texts');

async function file(name: string, content: string): Promise<string> {
  const path = join(await folder(), name);
  await writeFile(path, content);
  return path;
}

describe('files', () => {
  test.each(['data.json', 'DATA.JSON', 'data.json5', 'my data.json'])(
    'the path of %s is read, with or without an @',
    async (name) => {
      const path = await file(name, `\uFEFF// kept\n[{'role':'user', "n": 1,}]`);
      for (const value of [path, ` ${path} `, `@${path}`]) {
        expect(await read(someRecords, value)).toEqual([{ role: 'user', n: 1 }]);
        expect(await read(someTexts, await file(name, '["a"]'))).toEqual(['a']);
      }
    },
  );

  test('@path reads a file of any name', async () => {
    const path = await file('settings', '{"a":1}');
    expect(await read(aRecord, `@${path}`)).toEqual({ a: 1 });
  });

  test('a file of plain text is one text', async () => {
    const path = await file('question.txt', 'What is\n1C:Enterprise?\n');
    expect(await read(someTexts, `@${path}`)).toEqual(['What is\n1C:Enterprise?\n']);
  });

  test('a missing .json file is an error, with or without an @', async () => {
    for (const value of ['missing.json', '@missing.json', 'missing.json5']) {
      for (const param of [aRecord, someRecords, someTexts]) {
        const { message } = await refusal(param, value);
        expect(message).toContain(`cannot read ${value.replace('@', '')}: no such file`);
      }
    }
  });

  test('a name cannot contain a NUL character', async () => {
    const { message } = await refusal(aRecord, 'a\0b.json');
    expect(message).toContain('a file name cannot contain a NUL character');
  });

  test('a question that ends like a file name is text, if text is accepted', async () => {
    const question = 'What belongs into tsconfig.json';
    expect(await read(someTexts, question)).toEqual([question]);
  });

  test('the error for broken JSON in a file names the file, not the shell', async () => {
    const path = await file('broken.json', '{\n  role: user\n}');
    const { message } = await refusal(aRecord, path);
    expect(message).toContain('broken.json" is not valid JSON at line 2, column 9');
    expect(message).not.toMatch(/shell|quotes/);
  });

  test('the content of a file that is not JSON is not quoted', async () => {
    const path = await file('notes.txt', 'my private notes');
    const { message } = await refusal(aRecord, `@${path}`);
    expect(message).toContain(`notes.txt" is not JSON`);
    expect(message).not.toContain('private');
  });

  test('an empty .json file is an error', async () => {
    const path = await file('empty.json', '');
    for (const param of [aRecord, someTexts]) {
      expect((await refusal(param, path)).message).toContain('empty.json" is not valid JSON');
    }
  });
});

describe('URLs', () => {
  test('JSON is fetched from an http URL, whatever its media type', async () => {
    const { url, requests } = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end(`\uFEFF[{'role':'user'},]`);
    });
    expect(await read(someRecords, ` ${url}/data?v=1 `)).toEqual([{ role: 'user' }]);
    expect(requests.map(({ method, path }) => [method, path])).toEqual([['GET', '/data?v=1']]);
  });

  test('a value without a call is fetched too, and its errors mask the same secrets', async () => {
    const { url } = await start((_, response) => {
      response.writeHead(404).end('no sentinel here');
    });
    const context = { ...typed(), call: undefined };
    context.redactor.add('sentinel');
    const { message } = await failure(read(aRecord, `${url}/data.json`, context), HttpError);
    expect(message).toContain('test Method: the server returned 404 Not Found: no *** here');
  });

  test('of a list of URLs are its items, and nothing is fetched', async () => {
    const { url, requests } = await start((_, response) => void response.end('Hello!'));
    const someUrls = list(urls, 'Some URLs');
    expect(await read(someUrls, `${url}/scope`)).toEqual([`${url}/scope`]);
    expect(requests).toEqual([]);
  });

  test('text that is fetched is one text', async () => {
    const { url } = await start((_, response) => void response.end('Hello!'));
    expect(await read(someTexts, `${url}/hello`)).toEqual(['Hello!']);
  });

  test('a page that is not JSON is an error that names option and URL, without the query', async () => {
    const { url } = await start((_, response) => void response.end('<html>Welcome</html>'));
    const { message } = await refusal(aRecord, `${url}/page?token=sentinel`);
    expect(message).toContain(`--value must be JSON, but "${url}/page" is not JSON`);
    expect(message).not.toContain('sentinel');
  });

  test('an error status is an HttpError', async () => {
    const { url } = await start((_, response) => void response.writeHead(404).end('gone'));
    const { status } = await failure(read(aRecord, `${url}/data.json`), HttpError);
    expect(status).toBe(404);
  });

  test('a refused connection is a ConnectionError', async () => {
    const context = { ...typed(), call: new Call('test Method', 'read', { retries: 0 }) };
    const address = `http://127.0.0.1:${await refusedPort()}/`;
    await failure(read(aRecord, address, context), ConnectionError);
  });

  test('a sentence that begins with a URL is text, and nothing is fetched', async () => {
    const { url, requests } = await start((_, response) => void response.end('[]'));
    const sentence = `${url}/page is down, what does that mean?`;
    expect(await read(someTexts, sentence)).toEqual([sentence]);
    expect(requests).toEqual([]);
  });

  test.each(['http://', 'http://[', 'https://a b', 'http://:80', 'http://%'])(
    '%j is not a URL, and the error names the option',
    async (value) => {
      for (const param of [aRecord, someRecords]) await refusal(param, value);
      expect(await read(someTexts, value)).toEqual([value]);
    },
  );
});

describe('standard input and variables', () => {
  test('- reads JSON from standard input', async () => {
    const stdin = Readable.from([Buffer.from(`[{'role':`), Buffer.from(`'user'}]`)]);
    expect(await read(someRecords, '-', typed({ stdin }))).toEqual([{ role: 'user' }]);
    expect(await read(someTexts, '-', typed({ stdin: 'Hello!' }))).toEqual(['Hello!']);
  });

  test('the error for broken JSON on standard input names it', async () => {
    const { message } = await refusal(aRecord, '-', typed({ stdin: '{role:user}' }));
    expect(message).toContain('"standard input" is not valid JSON at line 1, column 7');
    expect(message).not.toContain('shell');
  });

  test('@@Name is a variable of the config', async () => {
    const context = typed({ variables: { Messages: `[{'role':'user'}]` } });
    expect(await read(someRecords, '@@Messages', context)).toEqual([{ role: 'user' }]);
    expect((await refusal(someRecords, '@@Other', context)).message).toContain('"Other"');
  });

  test('standard input is read only for a -', async () => {
    const silent = new Readable({ read() {} });
    expect(await read(aRecord, '{}', typed({ stdin: silent }))).toEqual({});
    expect(silent.readableDidRead).toBe(false);
  });
});

describe('typed text', () => {
  test('escape sequences are decoded in text, and left to JSON in JSON', async () => {
    expect(await read(someTexts, 'a\\nb')).toEqual(['a\nb']);
    expect(await read(someTexts, 'a\\\\nb')).toEqual(['a\\nb']);
    expect(await read(someTexts, '["a\\nb","C:\\\\new"]')).toEqual(['a\nb', 'C:\\new']);
    expect(await read(someTexts, '"C:\\\\new"')).toEqual(['C:\\new']);
    expect(await read(someTexts, '\\@home')).toEqual(['@home']);
  });

  test('a JSON object with any control characters arrives unchanged', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await read(aRecord, JSON.stringify({ [text]: text }))).toEqual({ [text]: text });
      }),
    ));
});

describe('a repeated option', () => {
  test('adds to the list: items, lists and files are joined in order', async () => {
    const path = await file('two.json', '["c","d"]');
    const value = ['a', '["b"]', path, 'e'];
    expect(await read(someTexts, value)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await read(someRecords, [`{'a':1}`, '[{"b":2},{"c":3}]'])).toEqual([
      { a: 1 },
      { b: 2 },
      { c: 3 },
    ]);
  });

  test('any lists of records are joined', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.record({ n: fc.integer() }))), async (lists) => {
        const value = lists.map((part) => JSON.stringify(part));
        expect(await read(someRecords, value)).toEqual(lists.flat());
      }),
    ));

  test('one bad part is the error, and the others cause no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', onUnhandled);
    try {
      await failure(read(someRecords, ['@missing.json', 'no JSON', '{broken']), InputError);
      // An unhandled rejection is reported after a turn of the event loop.
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', onUnhandled);
    }
  });

  test('two parts cannot both read standard input', async () => {
    const stdin = Readable.from([Buffer.from('[]')]);
    const { message } = await refusal(someRecords, ['-', '-'], typed({ stdin }));
    expect(message).toContain('standard input is already read by --value');
  });

  test('a program’s list is read item by item, and no item is parsed as JSON', async () => {
    const value = ['{"a":1}', '@file', '-'];
    expect(await read(someTexts, value, inProgram())).toEqual(value);
  });
});
