import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inProgram, read, refusal, typed } from '../../../../test/support/context.js';
import { folder } from '../../../../test/support/folder.js';
import { sql, text, verbatim } from './text.js';

const param = text('A text');

/**
 * How a user types a text so that it arrives unchanged. A line break after a backslash is itself.
 */
function asTyped(value: string): string {
  const controls = { '\n': '\\n', '\r': '\\r', '\v': '\\v', '\f': '\\f' };
  const escaped = value
    .replace(/\\+(?=[nrvf])/g, '\\$&')
    .replace(/(?<!\\)[\n\r\v\f]/g, (control) => controls[control as keyof typeof controls]);
  return /^(-$|\\+[-@]|@.)/s.test(escaped) ? `\\${escaped}` : escaped;
}

/** Texts full of characters that have a meaning when typed. */
const tricky = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\\',
        '\\\\',
        'n',
        'r',
        'v',
        'f',
        '\n',
        '\r',
        '\v',
        '\f',
        '@',
        '-',
        '@@',
        '\0',
      ),
      fc.constantFrom('\\n', '\\\\n', '\\@', '\\-', 'env:', 'http://a/', '{', '\uD800', '\uDC00'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('in a program', () => {
  test('every text is used unchanged', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(tricky, fc.string({ unit: 'binary' })), async (value) => {
        expect(await read(param, value, inProgram())).toBe(value);
      }),
    ));

  test.each([
    '-',
    '@/etc/passwd',
    '@@Name',
    'env:HOME',
    'file:/etc/passwd',
    'cmd:echo hi',
    'http://127.0.0.1:1/secret.json',
    'a\\nb',
    '/etc/passwd',
    'data.json',
  ])('%j is neither read nor run nor fetched', async (value) => {
    expect(await read(param, value, inProgram())).toBe(value);
  });
});

describe('on a command line', () => {
  test('every text can be typed', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(tricky, fc.string({ unit: 'binary' })), async (value) => {
        expect(await read(param, asTyped(value))).toBe(value);
      }),
      { numRuns: 500 },
    ));

  test('text without special characters is used as typed', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }).filter((value) => !/\\|^@|^-$/.test(value)),
        async (value) => {
          expect(await read(param, value)).toBe(value);
        },
      ),
    ));

  test.each([
    ['line one\\nline two', 'line one\nline two'],
    ['a\\rb\\vc\\fd', 'a\rb\vc\fd'],
    ['C:\\\\new', 'C:\\new'],
    ['\\\\n', '\\n'],
    ['\\t stays', '\\t stays'],
    ['\\-', '-'],
    ['\\@home', '@home'],
    ['\\@@Name', '@@Name'],
    ['\\@a\\nb', '@a\nb'],
    ['\\\\@', '\\@'],
    ['-5', '-5'],
    ['--', '--'],
    ['@', '@'],
    ['me@example.test', 'me@example.test'],
    ['', ''],
  ])('%j is %j', async (value, expected) => {
    expect(await read(param, value)).toBe(expected);
  });

  test('the path of an existing file keeps its backslashes', async () => {
    const path = join(await folder(), 'a\\new.txt');
    await writeFile(path, '');
    expect(await read(param, path)).toBe(path);
    expect(await read(param, `${path}2`)).toBe(`${path}2`.replace('\\n', '\n'));
  });

  test('@path reads a file unchanged, without its byte order mark', () =>
    fc.assert(
      fc.asyncProperty(tricky, fc.boolean(), async (value, mark) => {
        const path = join(await folder(), 'text.txt');
        await writeFile(path, `${mark ? '\uFEFF' : ''}${value}`);
        // Bytes that are not valid UTF-8 are lost.
        const stored = Buffer.from(value).toString();
        expect(await read(param, `@${path}`)).toBe(mark ? stored : stored.replace(/^\uFEFF/, ''));
      }),
      { numRuns: 20 },
    ));

  test('@@Name is a variable of the config, unchanged', async () => {
    const context = typed({ variables: { Greeting: 'a\\nb', Empty: '' } });
    expect(await read(param, '@@Greeting', context)).toBe('a\\nb');
    expect(await read(param, '@@Empty', context)).toBe('');
  });

  test.each(['Missing', '', 'constructor', '__proto__'])(
    'a variable %j that is not set is an error that says how to set it',
    async (name) => {
      const { message } = await refusal(param, `@@${name}`);
      expect(message).toContain(`--value: the config has no variable "${name}"`);
      expect(message).toContain(`oint config set vars.${name} VALUE`);
    },
  );

  test('- reads standard input, however it is chunked', () =>
    fc.assert(
      fc.asyncProperty(tricky, fc.integer({ min: 1, max: 3 }), async (text, size) => {
        const bytes = Buffer.from(text);
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          Buffer.from(bytes.subarray(at * size, (at + 1) * size)),
        );
        const context = typed({ stdin: Readable.from(pieces) });
        expect(await read(param, '-', context)).toBe(String(bytes).replace(/^\uFEFF/, ''));
      }),
    ));

  test('standard input that is not UTF-8 is refused with the place of the wrong byte', async () => {
    const stdin = Readable.from([Buffer.from('caf\xe9', 'latin1')]);
    const message = '--value: standard input is not valid UTF-8 at byte 3';
    await expect(read(param, '-', typed({ stdin }))).rejects.toThrow(message);
  });

  test('a character split between two chunks of standard input stays whole', async () => {
    const bytes = Buffer.from('Straße €');
    const context = typed({ stdin: Readable.from([...bytes].map((byte) => Buffer.from([byte]))) });
    expect(await read(param, '-', context)).toBe('Straße €');
  });

  test('standard input is read only for a -', async () => {
    const silent = new Readable({ read() {} });
    const context = typed({ stdin: silent });
    expect(await read(param, 'text', context)).toBe('text');
    expect(silent.readableDidRead).toBe(false);
  });

  test('a second reader of standard input is refused by name', async () => {
    const context = typed({ stdin: Readable.from([Buffer.from('once')]) });
    expect(await read(param, '-', context)).toBe('once');
    const { message } = await refusal(param, '-', { ...context, name: '--other' });
    expect(message).toContain('--other: standard input is already read by --value');
  });

  test('standard input that fails is an error, not a crash', async () => {
    const broken = new Readable({ read: () => broken.destroy(new Error('EIO: i/o error')) });
    const { message } = await refusal(param, '-', typed({ stdin: broken }));
    expect(message).toBe('test Method: --value: cannot read standard input: EIO: i/o error');
  });
});

describe('text that cannot be read', () => {
  test('a missing file is named, with a hint on typing text that begins with @', async () => {
    const { message } = await refusal(param, '@missing.txt');
    expect(message).toBe(
      `test Method: --value: cannot read missing.txt: no such file\n` +
        `The path is relative to ${process.cwd()}. To type text that begins with @, write \\@.`,
    );
  });

  test('an absolute path is relative to nothing', async () => {
    const path = join(await folder(), 'missing.txt');
    const { message } = await refusal(param, `@${path}`);
    expect(message).not.toContain('is relative to');
  });

  test('a folder', async () => {
    const path = join(await folder(), 'docs');
    await mkdir(path);
    expect((await refusal(param, `@${path}`)).message).toContain('it is a folder');
  });

  test('a name with a NUL character', async () => {
    const { message } = await refusal(param, '@a\0b');
    expect(message).toContain('a file name cannot contain a NUL character');
  });

  test('a very long name is not quoted in full', async () => {
    const { message } = await refusal(param, `@${'x'.repeat(1_000_000)}`);
    expect(message).toContain('the file name is too long');
    expect(message.length).toBeLessThan(500);
  });

  test('any other text after @ is an error that names the option', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (name) => {
        fc.pre(!/^[@./~]/.test(name));
        await refusal(param, `@no-such-file-${name}`);
      }),
    ));

  test.each([5, true, null, undefined, [], ['a'], {}, new Date(), Symbol('s'), () => 'a'])(
    '%s is not text',
    async (value) => {
      for (const context of [typed(), inProgram()]) {
        const { message } = await refusal(param, value, context);
        expect(message).toContain(' must be a string, not ');
      }
    },
  );
});

describe('SQL', () => {
  const query = sql('A query');
  test.each([
    [String.raw`SELECT 'C:\new\report' AS p`, String.raw`SELECT 'C:\new\report' AS p`],
    [String.raw`SELECT 1\nFROM t`, 'SELECT 1\nFROM t'],
    [String.raw`SELECT 1 -- it's one\nFROM "a\n"`, 'SELECT 1 -- it\'s one\nFROM "a\\n"'],
    [
      String.raw`SELECT 'it''s \n', $1 /* don't\n */ + $x$ \n ' $x$`,
      "SELECT 'it''s \\n', $1 /* don't\n */ + $x$ \\n ' $x$",
    ],
    [String.raw`SELECT E'a\nb'\n`, "SELECT E'a\\nb'\n"],
    [String.raw`SELECT 'open \n`, "SELECT 'open \\n"],
  ])('%s', async (value, expected) => {
    expect(await read(query, value, typed())).toBe(expected);
  });
});

test('a text that is taken as it is typed has its backslashes', async () => {
  const command = verbatim('A command');
  const value = String.raw`printf 'a\nb' > C:\new\file`;
  expect(await read(command, value, typed())).toBe(value);
});
