import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { inProgram, read, refusal, typed } from '../../../../test/support/context.js';
import { folder } from '../../../../test/support/folder.js';
import { secret } from './secret.js';

const param = secret('A secret');
const sentinel = 'sk-sentinel-12345';

/** Any secret as it is stored: without a line break at the end. */
const anySecret = fc
  .string({ unit: 'binary', minLength: 1 })
  .filter((text) => text.trim() !== '' && !/[\r\n]$/.test(text));

/** Commands are written for the shells of Linux and macOS. */
const posix = test.skipIf(process.platform === 'win32');

afterEach(() => vi.unstubAllEnvs());

async function file(content: string): Promise<string> {
  const path = join(await folder(), 'secret.txt');
  await writeFile(path, content);
  return path;
}

/** Reads a secret, and checks that the call masks it from then on. */
async function readMasked(value: string, context = typed()): Promise<string> {
  const found = await read(param, value, context);
  const { redactor } = context;
  expect(redactor.text(`before ${found} after`)).toBe('before *** after');
  expect(redactor.deep({ headers: [`Bearer ${found}`] })).toEqual({ headers: ['Bearer ***'] });
  return found;
}

describe('in a program', () => {
  test('every secret is used unchanged, and masked', () =>
    fc.assert(
      fc.asyncProperty(anySecret, async (value) => {
        const context = inProgram();
        expect(await read(param, value, context)).toBe(value);
        expect(context.redactor.text(` ${value} `)).toBe(' *** ');
      }),
    ));

  test.each([
    '-',
    '@/etc/passwd',
    '@@Name',
    'env:HOME',
    'file:/etc/passwd',
    'cmd:echo hi',
    'http://127.0.0.1:1/secret',
    '\\-',
  ])('%j is neither read nor run nor fetched', async (value) => {
    expect(await read(param, value, inProgram())).toBe(value);
  });

  test('an empty secret masks nothing', async () => {
    const context = inProgram();
    expect(await read(param, '', context)).toBe('');
    expect(context.redactor.text('as it is')).toBe('as it is');
  });
});

describe('on a command line', () => {
  test('the secret itself', () =>
    fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[\w+/=.-]{5,40}$/), async (value) => {
        expect(await readMasked(value)).toBe(value);
      }),
    ));

  test('a backslash keeps a - or @ at its start from being looked up', async () => {
    expect(await readMasked('\\@hunter2')).toBe('@hunter2');
    expect(await readMasked('\\-secret')).toBe('-secret');
    expect(await readMasked('pass\\nword')).toBe('pass\\nword');
  });

  test('env:NAME', async () => {
    vi.stubEnv('OINT_TEST_SECRET', `${sentinel}\n`);
    expect(await readMasked('env:OINT_TEST_SECRET')).toBe(sentinel);
  });

  test.each(['OINT_TEST_NO_SUCH', 'constructor', '__proto__', 'a=b'])(
    'env:%s that is not set',
    async (name) => {
      const { message } = await refusal(param, `env:${name}`);
      expect(message).toBe(`test Method: --value: the environment variable ${name} is not set`);
    },
  );

  test('env:NAME that is empty', async () => {
    vi.stubEnv('OINT_TEST_SECRET', '');
    const { message } = await refusal(param, 'env:OINT_TEST_SECRET');
    expect(message).toContain('OINT_TEST_SECRET is empty');
  });

  test('file:PATH and @path, without the line break at the end', () =>
    fc.assert(
      fc.asyncProperty(anySecret, fc.constantFrom('', '\n', '\r\n'), async (value, end) => {
        const stored = Buffer.from(value)
          .toString()
          .replace(/^\uFEFF/, '');
        fc.pre(stored !== '' && !/[\r\n]$/.test(stored));
        const path = await file(`${value}${end}`);
        expect(await read(param, `file:${path}`)).toBe(stored);
        expect(await read(param, `@${path}`)).toBe(stored);
      }),
      { numRuns: 30 },
    ));

  test('the content of a file is masked', async () => {
    expect(await readMasked(`file:${await file(`${sentinel}\n`)}`)).toBe(sentinel);
  });

  test('cmd:COMMAND', async () => {
    expect(await readMasked(`cmd:echo ${sentinel}`)).toBe(sentinel);
  });

  test('@@Name', async () => {
    expect(await readMasked('@@Key', typed({ variables: { Key: `${sentinel}\n` } }))).toBe(
      sentinel,
    );
    expect((await refusal(param, '@@Key')).message).toContain('the config has no variable "Key"');
  });

  test('- for standard input', async () => {
    expect(await readMasked('-', typed({ stdin: `${sentinel}\r\n` }))).toBe(sentinel);
  });
});

describe('secrets that cannot be read', () => {
  test('a missing file', async () => {
    const { message } = await refusal(param, 'file:missing.txt');
    expect(message).toContain('--value: cannot read missing.txt: no such file');
  });

  test('a folder', async () => {
    const path = join(await folder(), 'docs');
    await mkdir(path);
    expect((await refusal(param, `file:${path}`)).message).toContain('it is a folder');
  });

  test('a secret that begins with @ and is not a file is not quoted', async () => {
    const error = await refusal(param, `@${sentinel}`);
    expect(error.message).toContain('cannot read the file named after the @');
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain('sentinel');
    expect(error.cause).toBeUndefined();
  });

  posix('a command that fails, and one that prints nothing: its output is not quoted', async () => {
    const failed = await refusal(param, `cmd:echo ${sentinel}; exit 3`);
    expect(failed.message).toBe('test Method: --value: the command after cmd: failed (exit 3)');
    const silent = await refusal(param, 'cmd:true');
    expect(silent.message).toBe('test Method: --value: the command after cmd: printed nothing');
    const missing = await refusal(param, 'cmd:exit 127');
    expect(missing.message).toContain('failed (exit 127)');
  });

  posix('a command that reads standard input gets its end at once, and does not wait', async () => {
    const { message } = await refusal(param, 'cmd:cat');
    expect(message).toContain('printed nothing');
  });

  test.each([5, true, null, undefined, [sentinel], { token: sentinel }, Buffer.from(sentinel)])(
    '%s is not a secret, and is not quoted',
    async (value) => {
      for (const context of [typed(), inProgram()]) {
        const { message } = await refusal(param, value, context);
        expect(message).toContain(' must be a string, not ');
        expect(message).not.toContain('sentinel');
      }
    },
  );
});
