import { execFileSync } from 'node:child_process';
import { createReadStream, openAsBlob } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inProgram, read, refusal, typed } from '../../../../test/support/context.js';
import { failure } from '../../../../test/support/failure.js';
import { folder } from '../../../../test/support/folder.js';
import { start } from '../../../../test/support/server.js';
import { HttpError } from '../../errors/errors.js';
import { Bytes } from '../../files/bytes.js';
import { looksLikeBase64 } from './base64.js';
import { bytes } from './bytes.js';

const param = bytes('Some bytes');
const anyBytes = fc.uint8Array({ maxLength: 200 });

/** The bytes of a first attempt and of a retry. */
async function sentTwice(value: Bytes): Promise<[Buffer, Buffer]> {
  expect(value.replayable).toBe(true);
  return [await value.buffer(), await value.buffer()];
}

describe('from memory', () => {
  test('Buffer, Uint8Array, ArrayBuffer and Blob, any number of times', () =>
    fc.assert(
      fc.asyncProperty(anyBytes, async (data) => {
        const expected = Buffer.from(data);
        for (const value of [data, expected, data.slice().buffer, new Blob([data.slice()])]) {
          const found = await read(param, value, inProgram());
          expect(found.size).toBe(data.length);
          expect(await sentTwice(found)).toEqual([expected, expected]);
        }
      }),
    ));

  test('a view of a larger buffer is only that part', async () => {
    const part = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    expect(await (await read(param, part, inProgram())).buffer()).toEqual(Buffer.from([2, 3]));
  });

  test('a Blob keeps its media type, and a File also its name', async () => {
    const blob = await read(param, new Blob(['hi'], { type: 'text/plain' }), inProgram());
    expect([blob.type, blob.name]).toEqual(['text/plain', undefined]);
    const file = await read(param, new File(['hi'], 'a.png', { type: 'image/png' }), inProgram());
    expect([file.type, file.name]).toEqual(['image/png', 'a.png']);
  });

  test('a Blob of a file on disk', async () => {
    const path = join(await folder(), 'a.bin');
    await writeFile(path, 'on disk');
    const found = await read(param, await openAsBlob(path), inProgram());
    expect((await sentTwice(found)).map(String)).toEqual(['on disk', 'on disk']);
  });

  test('Bytes are passed through', async () => {
    const value = Bytes.of(Buffer.from('hi'));
    expect(await read(param, value, inProgram())).toBe(value);
  });

  test.each([
    [5, '5'],
    [true, 'a boolean'],
    [null, 'null'],
    [[1, 2], 'an array'],
    [{}, 'an object'],
    [new Uint16Array(2), 'a Uint16Array'],
    [new URL('file:///etc/hosts'), 'a URL'],
    [new Map(), 'a Map'],
    [() => 'a', 'a function'],
  ])('%s is refused', async (value, shown) => {
    const { message } = await refusal(param, value, inProgram());
    expect(message).toContain(
      `must be a path, URL, Base64, Uint8Array, Blob or stream, not ${shown}`,
    );
  });
});

describe('from a stream', () => {
  async function* pieces() {
    yield Buffer.from('one ');
    yield Buffer.from('two');
  }

  test.each([
    ['a Readable', () => Readable.from(pieces())],
    ['a Readable that decodes', () => Readable.from(pieces(), { encoding: 'utf8' })],
    ['a web stream', () => new Response('one two').body],
    ['an async generator', pieces],
  ])('%s is read once', async (_, make) => {
    const found = await read(param, make(), inProgram());
    expect([found.replayable, found.size]).toEqual([false, undefined]);
    expect(String(await found.buffer())).toBe('one two');
  });

  test('nothing is read before the request is sent', async () => {
    const stream = Readable.from(pieces());
    await read(param, stream, inProgram());
    expect(stream.readableDidRead).toBe(false);
  });

  test('a stream that was already read is refused: it would be sent as an empty file', async () => {
    const ended = Readable.from(pieces());
    for await (const _ of ended);
    const response = new Response('one two');
    await response.text();
    const locked = new Response('one two').body!;
    locked.getReader();
    const destroyed = Readable.from(pieces()).destroy();
    for (const stream of [ended, destroyed, response.body, locked]) {
      const { message } = await refusal(param, stream, inProgram());
      expect(message).toBe(
        'test Method: value: a stream cannot be read: it was already read or closed',
      );
    }
  });

  test('a stream that fails before it is read fails the call, not the process', async () => {
    const stream = createReadStream(join(await folder(), 'missing.bin'));
    const found = await read(param, stream, inProgram());
    await new Promise<void>((resolve) => stream.once('close', () => resolve()));
    expect((await failure(found.buffer(), Error)).message).toContain('ENOENT');
  });

  test('- is standard input, and is not read until it is sent', async () => {
    const stdin = Readable.from([Buffer.from('typed')]);
    const found = await read(param, '-', typed({ stdin }));
    expect(stdin.readableDidRead).toBe(false);
    expect([found.replayable, found.from]).toEqual([false, 'standard input']);
    expect(String(await found.buffer())).toBe('typed');
  });

  test('two values cannot both read standard input', async () => {
    const context = typed({ stdin: Readable.from([Buffer.from('typed')]) });
    await read(param, '-', context);
    const { message } = await refusal(param, '-', { ...context, name: '--mask' });
    expect(message).toContain('--mask: standard input is already read by --value');
  });

  test('in a program - is a path like any other', async () => {
    expect((await refusal(param, '-', inProgram())).message).toContain('no such file: "-"');
  });
});

describe('from disk', () => {
  test('any bytes of a file, with its name, type and size, any number of times', () =>
    fc.assert(
      fc.asyncProperty(anyBytes, async (data) => {
        const path = join(await folder(), 'holiday picture.JPG');
        await writeFile(path, data);
        for (const [value, context] of [
          [path, inProgram()],
          [path, typed()],
          [`@${path}`, typed()],
        ] as const) {
          const found = await read(param, value, context);
          expect(found).toMatchObject({
            name: 'holiday picture.JPG',
            type: 'image/jpeg',
            size: data.length,
            path,
          });
          expect(await sentTwice(found)).toEqual([Buffer.from(data), Buffer.from(data)]);
        }
      }),
      { numRuns: 20 },
    ));

  test('a relative path, and a name that could be Base64', async () => {
    const path = join(await folder(), 'abcd');
    await writeFile(path, 'a file');
    const relative = join('..', '..', '..', '..', '..', '..', path);
    for (const value of [path, relative]) {
      expect(String(await (await read(param, value)).buffer())).toBe('a file');
    }
  });

  test.skipIf(process.platform === 'win32')('a pipe is read once, of unknown size', async () => {
    const path = join(await folder(), 'pipe');
    execFileSync('mkfifo', [path]);
    const found = await read(param, path);
    expect([found.replayable, found.size]).toEqual([false, undefined]);
    const [content] = await Promise.all([found.buffer(), writeFile(path, 'through a pipe')]);
    expect(String(content)).toBe('through a pipe');
  });

  test('a folder is refused', async () => {
    const path = join(await folder(), 'docs');
    await mkdir(path);
    expect((await refusal(param, path)).message).toContain(`cannot read ${path}: it is a folder`);
  });

  test('a file that no longer exists when it is sent is an error', async () => {
    const path = join(await folder(), 'gone.txt');
    await writeFile(path, 'here');
    const found = await read(param, path);
    await rm(path);
    expect((await failure(found.buffer(), Error)).message).toContain('ENOENT');
  });

  test('in a program a leading @ is part of the name', async () => {
    const path = join(await folder(), 'a.txt');
    await writeFile(path, 'a');
    expect((await refusal(param, `@${path}`, inProgram())).message).toContain(
      `no such file: "@${path}"`,
    );
  });
});

describe('from a URL', () => {
  test('is fetched when it is sent, and again for a retry', async () => {
    const { url, requests } = await start((_, response) => void response.end('from afar'));
    const found = await read(param, `${url}/pictures/a%20b.png?size=1`);
    expect(requests).toEqual([]);
    expect(found).toMatchObject({ name: 'a b.png', type: 'image/png', size: undefined });
    expect((await sentTwice(found)).map(String)).toEqual(['from afar', 'from afar']);
    expect(requests.map(({ path }) => path)).toEqual([
      '/pictures/a%20b.png?size=1',
      '/pictures/a%20b.png?size=1',
    ]);
  });

  test('a name that cannot be decoded is left out', async () => {
    expect((await read(param, 'http://127.0.0.1:1/%E0%A4')).name).toBeUndefined();
    expect((await read(param, 'http://127.0.0.1:1/')).name).toBeUndefined();
  });

  test('an error status is an HttpError', async () => {
    const { url } = await start((_, response) => void response.writeHead(404).end());
    const found = await read(param, `${url}/a.png`);
    expect((await failure(found.buffer(), HttpError)).status).toBe(404);
  });

  test('its source is shown without the query', async () => {
    const found = await read(param, 'http://127.0.0.1:1/a.png?token=sentinel');
    expect(found.from).toBe('http://127.0.0.1:1/a.png');
  });

  test.each(['http://', 'https://[', 'http://a b/', 'http://:80'])(
    '%j is refused',
    async (value) => {
      const { message } = await refusal(param, value);
      expect(message).toContain('must be a URL such as https://host/path');
    },
  );
});

describe('from a data: URL', () => {
  test('any bytes, as Base64 or percent-encoded', () =>
    fc.assert(
      fc.asyncProperty(anyBytes, fc.string({ unit: 'grapheme' }), async (data, text) => {
        const base64 = Buffer.from(data).toString('base64');
        for (const value of [
          `data:image/png;base64,${base64}`,
          `DATA:image/png;BASE64,${encodeURIComponent(base64)}`,
          `data:image/png;base64,${base64.replace(/.{10}/g, '$&\n')}`,
        ]) {
          const found = await read(param, value);
          expect(found).toMatchObject({ type: 'image/png', size: data.length });
          expect((await sentTwice(found))[1]).toEqual(Buffer.from(data));
        }
        const plain = await read(
          param,
          `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`,
        );
        expect(plain.type).toBe('text/plain');
        expect(String(await plain.buffer())).toBe(Buffer.from(text).toString());
      }),
    ));

  test('without a type it has none', async () => {
    expect((await read(param, 'data:,hi')).type).toBeUndefined();
    expect((await read(param, 'data:;base64,aGk=')).type).toBeUndefined();
  });

  test.each(['data:', 'data:image/png', 'data:;base64,a', 'data:;base64,a b=', 'data:,100%'])(
    '%j is refused',
    async (value) => {
      const { message } = await refusal(param, value);
      expect(message).toContain('must be a data: URL such as data:image/png;base64,…');
    },
  );
});

describe('Base64 and paths', () => {
  test('Base64 of any bytes is decoded, unless it looks like a path', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (data) => {
        const text = Buffer.from(data).toString('base64');
        fc.pre(looksLikeBase64(text));
        const found = await read(param, text);
        expect(await sentTwice(found)).toEqual([Buffer.from(data), Buffer.from(data)]);
      }),
    ));

  test('wrapped Base64 is decoded', async () => {
    const data = Buffer.alloc(300, 'picture');
    const text = data.toString('base64').replace(/.{76}/g, '$&\n');
    expect(await (await read(param, text)).buffer()).toEqual(data);
  });

  test('48 MB of Base64 are decoded', async () => {
    const data = Buffer.alloc(36 * 1024 * 1024, 'picture');
    const found = await read(param, data.toString('base64'));
    expect((await found.buffer()).equals(data)).toBe(true);
  });

  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const name = fc.string({ unit: fc.constantFrom(...letters), minLength: 3, maxLength: 12 });

  test('a path that does not exist is refused, whatever it looks like', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', '/', './', '../', '~/', 'C:\\'),
        fc.array(name, { minLength: 2, maxLength: 12 }),
        fc.constantFrom('/', '\\'),
        fc.constantFrom('', '', '.png', '.b64'),
        async (root, names, separator, ending) => {
          const path = `${root}no such folder${separator}${names.join(separator)}${ending}`;
          for (const value of [path, path.replaceAll(' ', '')]) {
            for (const context of [typed(), inProgram()]) {
              const { message } = await refusal(param, value, context);
              expect(message).toContain('no such file: "');
            }
          }
        },
      ),
    ));

  test('the hint says how to mark it as Base64', async () => {
    const text = Buffer.from('hi there').toString('base64').replace('=', '');
    const { message } = await refusal(param, text);
    expect(message).toContain(`no such file: "${text}"`);
    expect(message).toContain('if it is Base64, write data:;base64,aGkgdGhlcmU');
    expect(String(await (await read(param, `data:;base64,${text}`)).buffer())).toBe('hi there');
  });

  test.each(['', ' ', 'a\0b', 'x.'.repeat(300), 'x/'.repeat(3000), '\uD800', 'no/such/file\n'])(
    'case %#: refused without being quoted in full',
    async (value) => {
      for (const context of [typed(), inProgram()]) {
        const { message } = await refusal(param, value, context);
        expect(message).toContain('no such file: "');
        expect(message.length).toBeLessThan(600);
      }
    },
  );

  test('text that is neither is refused', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        fc.pre(!looksLikeBase64(text) && !/^(-|@|[./~\\]|data:|https?:)/i.test(text));
        await refusal(param, `${text}?`, inProgram());
      }),
    ));
});
