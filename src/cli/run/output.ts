import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InputError, OutputError } from '../../core/errors/errors.js';
import { writeWhole } from '../../core/files/file.js';
import { encodeValue, print, write } from '../start/print.js';

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
  return JSON.stringify(result, encodeValue, pretty ? 2 : undefined);
}

function toBytes(result: unknown): Buffer {
  return Buffer.isBuffer(result) ? result : Buffer.from(toText(result ?? null, false));
}

/** A JMESPath expression, ready to pick from a result. A wrong one is refused before anything is sent. */
export async function picker(
  expression: string,
  method: string,
): Promise<(result: unknown) => unknown> {
  const { compile, TreeInterpreter } = await import('@jmespath-community/jmespath');
  const quoted = `--query "${expression}"`;
  let compiled: ReturnType<typeof compile>;
  try {
    compiled = compile(expression);
  } catch (cause) {
    throw new InputError({
      method,
      param: '--query',
      message: `${quoted} is no JMESPath expression: ${(cause as Error).message}`,
      hint: 'As an example: --query "choices[0].message.content"',
      cause,
    });
  }
  return (result) => {
    const plain = JSON.parse(JSON.stringify(result ?? null, encodeValue));
    try {
      return TreeInterpreter.search(compiled, plain) ?? null;
    } catch (cause) {
      const message = `${quoted} cannot be applied to this result, so the whole of it is printed: ${(cause as Error).message}`;
      throw new OutputError({ method, message, cause });
    }
  };
}

/** Refuses before anything is sent a file that could not be written afterwards. */
export async function checkTarget(title: string, out: string | undefined): Promise<void> {
  if (!out || isEncoding(out)) return;
  const why = await obstacle(out);
  if (!why) return;
  const message = `--out: cannot write to ${out}: ${why}`;
  throw new InputError({ method: title, param: '--out', message });
}

/** Why a file cannot be written. A new one, and a new version of one, are made in its folder. */
async function obstacle(out: string): Promise<string | undefined> {
  const path = resolve(out);
  try {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() || /[/\\]$/.test(out)) return 'it is a folder';
    if (found) await access(path, constants.W_OK);
    // A device or a pipe is written as it is.
    if (found && !found.isFile()) return undefined;
    await access(dirname(path), constants.W_OK);
    return (await stat(dirname(path))).isDirectory() ? undefined : 'no such folder';
  } catch (error) {
    const missing = /^(ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? '');
    return missing ? 'no such folder' : 'permission denied';
  }
}

/** Refuses before anything is sent what could not be shown afterwards. */
export function checkBinary(title: string, binary: boolean, out: string | undefined): void {
  if (!binary || out || !process.stdout.isTTY) return;
  throw new InputError({
    method: title,
    param: '--out',
    message: 'the result is a file, and a terminal cannot show it',
    hint: 'Name the file: --out FILE (or print it as text: --out _base64_, _hex_, _utf8_).',
  });
}
