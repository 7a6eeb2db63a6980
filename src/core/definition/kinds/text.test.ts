import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inProgram, read, refusal, typed } from '../../../../test/support/context.js';
import { folder } from '../../../../test/support/folder.js';
import { text } from './text.js';

const param = text('A text');

/** How a person types a text so that it arrives as it is. After a backslash a line break is itself. */
function asTyped(value: string): string {
  const controls = { '\n': '\\n', '\r': '\\r', '\v': '\\v', '\f': '\\f' };
  const escaped = value
    .replace(/\\+(?=[nrvf])/g, '\\$&')
    .replace(/(?<!\\)[\n\r\v\f]/g, (control) => controls[control as keyof typeof controls]);
  return /^(-$|\\+[-@]|@.)/s.test(escaped) ? `\\${escaped}` : escaped;
}

/** Texts that are full of what has a meaning when it is typed. */
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
  test('every text is taken as it is', () =>
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

  test('text without anything special is what was typed', () =>
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

  test('@path reads a file as it is, without its byte order mark', () =>
    fc.assert(
      fc.asyncProperty(tricky, fc.boolean(), async (value, mark) => {
        const path = join(await folder(), 'text.txt');
        await writeFile(path, `${mark ? '\uFEFF' : ''}${value}`);
        // What no UTF-8 can hold is the file's loss, not ours.
        const stored = Buffer.from(value).toString();
        expect(await read(param, `@${path}`)).toBe(mark ? stored : stored.replace(/^\uFEFF/, ''));
      }),
      { numRuns: 20 },
    ));

  test('@@Name is a variable of the config, as it is', async () => {
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

  test('- reads standard input, whatever its pieces', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.integer({ min: 1, max: 3 }), async (bytes, size) => {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          Buffer.from(bytes.subarray(at * size, (at + 1) * size)),
        );
        const context = typed({ stdin: Readable.from(pieces) });
        const whole = Buffer.from(bytes)
          .toString()
          .replace(/^\uFEFF/, '');
        expect(await read(param, '-', context)).toBe(whole);
      }),
    ));

  test('a character cut in two by the pieces of standard input stays whole', async () => {
    const bytes = Buffer.from('Straße €');
    const context = typed({ stdin: Readable.from([...bytes].map((byte) => Buffer.from([byte]))) });
    expect(await read(param, '-', context)).toBe('Straße €');
  });

  test('standard input is read only where a - asks for it', async () => {
    const silent = new Readable({ read() {} });
    const context = typed({ stdin: silent });
    expect(await read(param, 'text', context)).toBe('text');
    expect(silent.readableDidRead).toBe(false);
  });

  test('a second reader of standard input is refused by name', async () => {
    const context = typed({ stdin: Readable.from([Buffer.from('once')]) });
    expect(await read(param, '-', context)).toBe('once');
    const { message } = await refusal(param, '-', { ...context, name: '--other' });
    expect(message).toContain('--other: standard input is read by --value already');
  });

  test('standard input that breaks is an error, not a crash', async () => {
    const broken = new Readable({ read: () => broken.destroy(new Error('EIO: the line is cut')) });
    const { message } = await refusal(param, '-', typed({ stdin: broken }));
    expect(message).toBe('test Method: --value: cannot read standard input: EIO: the line is cut');
  });
});

describe('what cannot be read', () => {
  test('a missing file is named, and how to type the text that was perhaps meant', async () => {
    const { message } = await refusal(param, '@missing.txt');
    expect(message).toBe(
      `test Method: --value: cannot read missing.txt: there is no such file\n` +
        `The path is taken from ${process.cwd()}. For a text that begins with @ type \\@.`,
    );
  });

  test('an absolute path is taken from nowhere', async () => {
    const path = join(await folder(), 'missing.txt');
    const { message } = await refusal(param, `@${path}`);
    expect(message).not.toContain('is taken from');
  });

  test('a folder', async () => {
    const path = join(await folder(), 'docs');
    await mkdir(path);
    expect((await refusal(param, `@${path}`)).message).toContain('it is a folder');
  });

  test('a name with a NUL character', async () => {
    const { message } = await refusal(param, '@a\0b');
    expect(message).toContain('no file can have a NUL character in its name');
  });

  test('a name as long as a novel is not repeated in full', async () => {
    const { message } = await refusal(param, `@${'x'.repeat(1_000_000)}`);
    expect(message).toContain('no file can have so long a name');
    expect(message.length).toBeLessThan(500);
  });

  test('any other text after an @ is an error that names the option', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (name) => {
        fc.pre(!/^[@./~]/.test(name));
        await refusal(param, `@no-such-file-${name}`);
      }),
    ));

  test.each([5, true, null, undefined, [], ['a'], {}, new Date(), Symbol('s'), () => 'a'])(
    'no text but %s',
    async (value) => {
      for (const context of [typed(), inProgram()]) {
        const { message } = await refusal(param, value, context);
        expect(message).toContain(' takes text, not ');
      }
    },
  );
});
