import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InputError } from '../core/errors.js';
import { writeWhole } from '../core/file.js';
import { safe } from './terminal.js';

const ENCODINGS: Readonly<Record<string, BufferEncoding>> = {
  _hex_: 'hex',
  _base64_: 'base64',
  _utf8_: 'utf8',
};

/** True where `--out` names a way of printing and not a file. */
export function isEncoding(out: string | undefined): boolean {
  return out !== undefined && Object.hasOwn(ENCODINGS, out);
}

/** Prints a result, or writes it where `--out` says. */
export async function deliver(result: unknown, out: string | undefined): Promise<void> {
  if (out && isEncoding(out)) return print(`${toBytes(result).toString(ENCODINGS[out])}\n`);
  if (out) return writeWhole(out, Buffer.isBuffer(result) ? result : `${toText(result, true)}\n`);
  if (Buffer.isBuffer(result)) return write(result);
  if (result === undefined) return;
  return print(`${toText(result, process.stdout.isTTY)}\n`);
}

function toText(result: unknown, pretty: boolean): string {
  if (typeof result === 'string') return result;
  return JSON.stringify(result, encodeBytes, pretty ? 2 : undefined);
}

/** Bytes inside a result: as Base64, the one form that JSON can hold. */
function encodeBytes(_key: string, value: unknown): unknown {
  const isBuffer =
    typeof value === 'object' && value !== null && 'type' in value && 'data' in value;
  if (!isBuffer || value.type !== 'Buffer' || !Array.isArray(value.data)) return value;
  return Buffer.from(value.data).toString('base64');
}

function toBytes(result: unknown): Buffer {
  return Buffer.isBuffer(result) ? result : Buffer.from(toText(result ?? null, false));
}

export function print(text: string): Promise<void> {
  return write(safe(text, process.stdout));
}

/** Writes to standard output at the reader's pace. */
function write(data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(data, (error) => (error ? reject(error) : resolve()));
  });
}

/** A JMESPath expression, ready to pick from a result. A wrong one is refused before anything is sent. */
export async function picker(
  expression: string,
  method: string,
): Promise<(result: unknown) => unknown> {
  const { compile, TreeInterpreter } = await import('@jmespath-community/jmespath');
  try {
    const compiled = compile(expression);
    return (result) =>
      TreeInterpreter.search(compiled, JSON.parse(toText(result ?? null, false))) ?? null;
  } catch (cause) {
    throw new InputError({
      method,
      option: '--query',
      message: `--query "${expression}" is no JMESPath expression: ${(cause as Error).message}`,
      hint: 'As an example: --query "choices[0].message.content"',
      cause,
    });
  }
}

/** Refuses before anything is sent a file that could not be written afterwards. */
export async function checkTarget(title: string, out: string | undefined): Promise<void> {
  if (!out || isEncoding(out)) return;
  try {
    await access(dirname(resolve(out)), constants.W_OK);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new InputError({
      method: title,
      option: '--out',
      message: `--out: cannot write to ${out}: ${missing ? 'there is no such folder' : 'it is not permitted'}`,
      cause,
    });
  }
}

/** Refuses before anything is sent what could not be shown afterwards. */
export function checkBinary(title: string, binary: boolean, out: string | undefined): void {
  if (!binary || out || !process.stdout.isTTY) return;
  throw new InputError({
    method: title,
    option: '--out',
    message: 'the result is a file, and a terminal cannot show it',
    hint: 'Name the file: --out FILE (or print it as text: --out _base64_, _hex_, _utf8_).',
  });
}
