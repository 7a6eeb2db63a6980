import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AbortedError, InputError, OutputError } from '../../core/errors/errors.js';
import { destinationOf } from '../../core/files/destination.js';
import { writeWhole } from '../../core/files/file.js';
import { asNumbers } from '../../core/json/as-numbers.js';
import { parseExact } from '../../core/json/parse.js';
import { writeJson } from '../../core/json/write.js';
import { bounded, Interrupted } from '../../core/util/bounded.js';
import { encodeValue, print, write } from '../start/print.js';
import { painter, safe } from '../start/terminal.js';
import type { Format } from './formats/format.js';

const ENCODINGS: Readonly<Record<string, BufferEncoding>> = {
  _hex_: 'hex',
  _base64_: 'base64',
  _utf8_: 'utf8',
};

/** True if `--out` is an encoding to print in, not a file. */
export function isEncoding(out: string | undefined): boolean {
  return out !== undefined && Object.hasOwn(ENCODINGS, out);
}

/** Prints a result, or writes it to the file of `--out`: as JSON, or in a format. */
export async function deliver(
  result: unknown,
  out: string | undefined,
  format?: Format,
): Promise<void> {
  if (out && isEncoding(out)) return print(`${toBytes(result).toString(ENCODINGS[out])}\n`);
  if (Buffer.isBuffer(result)) return out ? writeWhole(out, result) : write(result);
  if (format) {
    const { formatted } = await import('./formats/formatted.js');
    if (out) return writeWhole(out, await formatted(result, format));
    return write(await formatted(result, format, process.stdout));
  }
  if (out) return writeWhole(out, `${toText(result, true)}\n`);
  if (result === undefined) return;
  const { stdout } = process;
  if (!stdout.isTTY || typeof result === 'string') return print(`${toText(result, false)}\n`);
  const { coloredJson } = await import('./formats/colored-json.js');
  return write(`${coloredJson(safe(toText(result, true), stdout), painter(stdout))}\n`);
}

function toText(result: unknown, pretty: boolean): string {
  if (typeof result === 'string') return result;
  return writeJson(result, encodeValue, pretty ? 2 : undefined);
}

function toBytes(result: unknown): Buffer {
  return Buffer.isBuffer(result) ? result : Buffer.from(toText(result ?? null, false));
}

/** Compiles a JMESPath expression. An invalid one is refused before anything is sent. */
export async function picker(
  expression: string,
  method: string,
): Promise<(result: unknown) => unknown> {
  const { compile, TreeInterpreter } = await import('@jmespath-community/jmespath');
  type JsonValue = Parameters<typeof TreeInterpreter.search>[1];
  const quoted = `--query "${expression}"`;
  let compiled: ReturnType<typeof compile>;
  try {
    compiled = compile(expression);
  } catch (cause) {
    throw new InputError({
      method,
      param: '--query',
      message: `${quoted} is not a valid JMESPath expression: ${(cause as Error).message}`,
      hint: 'Example: --query "choices[0].message.content"',
      cause,
    });
  }
  return (result) => {
    const { plain, restore } = asNumbers(parseExact(boundedJson(result ?? null, quoted, method)));
    try {
      // A short expression may need hours on a large result, in which no signal would be heard.
      const found = bounded({ untilInterrupted: true }, () =>
        TreeInterpreter.search(compiled, plain as JsonValue),
      );
      return restore(found ?? null);
    } catch (cause) {
      if (cause instanceof Interrupted) {
        process.emit('SIGINT', 'SIGINT');
        throw new AbortedError({ method, message: 'interrupted', cause });
      }
      const message = `${quoted} cannot be applied to this result, so the whole result is printed: ${(cause as Error).message}`;
      throw new OutputError({ method, message, cause });
    }
  };
}

/** The longest text in a result, and the longest result, that an expression is applied to. */
const LONGEST_TEXT = 32 * 2 ** 20;
const LONGEST_RESULT = 256 * 2 ** 20;

/** A result as JSON for an expression, which needs many times the memory. */
function boundedJson(result: unknown, quoted: string, method: string): string {
  const tooLarge = (what: string, most: number) => {
    const size = `${most / 2 ** 20} MiB`;
    const message = `${quoted} is not applied to ${what} of more than ${size}, so the whole result is printed`;
    return new OutputError({ method, message });
  };
  let left = LONGEST_RESULT;
  const text = writeJson(result, function (this: unknown, key, value) {
    const encoded = encodeValue.call(this, key, value);
    if (typeof encoded !== 'string') return encoded;
    if (encoded.length > LONGEST_TEXT) throw tooLarge('a text', LONGEST_TEXT);
    left -= encoded.length;
    if (left < 0) throw tooLarge('a result', LONGEST_RESULT);
    return encoded;
  });
  if (text.length > LONGEST_RESULT) throw tooLarge('a result', LONGEST_RESULT);
  return text;
}

/** Checks, before anything is sent, that the file can be written. */
export async function checkTarget(title: string, out: string | undefined): Promise<void> {
  if (!out || isEncoding(out)) return;
  const why = await obstacle(out);
  if (!why) return;
  const message = `--out: cannot write to ${out}: ${why}`;
  throw new InputError({ method: title, param: '--out', message });
}

/** Why a file cannot be written. */
async function obstacle(out: string): Promise<string | undefined> {
  try {
    const path = await destinationOf(resolve(out));
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() || /[/\\]$/.test(out)) return 'it is a folder';
    if (found) {
      await access(path, constants.W_OK);
      return undefined;
    }
    await access(dirname(path), constants.W_OK);
    return (await stat(dirname(path))).isDirectory() ? undefined : 'no such folder';
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') return message;
    return /^(ENOENT|ENOTDIR)$/.test(code) ? 'no such folder' : 'permission denied';
  }
}

/** Checks, before anything is sent, that the result can be shown. */
export function checkBinary(title: string, binary: boolean, out: string | undefined): void {
  if (!binary || out || !process.stdout.isTTY) return;
  throw new InputError({
    method: title,
    param: '--out',
    message: 'the result is binary and cannot be shown on a terminal',
    hint: 'Save it with --out FILE, or print it as text with --out _base64_, _hex_ or _utf8_.',
  });
}
