import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { InputError } from '../../errors/errors.js';
import type { ParamContext, Sources } from '../param.js';
import { clip, inputError } from './refuse.js';

const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', v: '\v', f: '\f' };

/** `\n` becomes a line feed, `\\n` a backslash and an n: a shell has no other way to type either. */
function unescapeControl(value: string): string {
  return value.replace(/\\(\\?)([nrvf])/g, (_, escaped: string, letter: string) =>
    escaped ? `\\${letter}` : CONTROL[letter]!,
  );
}

/**
 * The text a person meant by a command-line value: `-`, `@path` and `@@Name` are looked up, control
 * sequences decoded. `\-` and `\@` at the start stand for the characters themselves.
 */
export function readTyped(
  value: string,
  context: ParamContext,
  sources: Sources,
): string | Promise<string> {
  const referred = readReference(value, context, sources);
  if (referred !== undefined) return referred;
  const plain = unescapeStart(value);
  if (plain !== value) return unescapeControl(plain);
  return value.includes('\\') && !existsSync(value) ? unescapeControl(value) : value;
}

/** Takes off the backslash that keeps a `-` or `@` from being looked up: `\\@` is a true `\@`. */
export function unescapeStart(value: string): string {
  return /^\\+[-@]/.test(value) ? value.slice(1) : value;
}

/** What `-`, `@path` or `@@Name` stands for; `undefined` for any other text. */
export function readReference(
  value: string,
  context: ParamContext,
  sources: Sources,
): string | Promise<string> | undefined {
  if (value === '-') return readAll(takeStdin(context, sources), context);
  if (value.startsWith('@@')) return readVariable(value.slice(2), context, sources);
  if (value.startsWith('@') && value.length > 1) {
    return readTextFile(value.slice(1), context, 'For a text that begins with @ type \\@.');
  }
  return undefined;
}

function readVariable(name: string, context: ParamContext, sources: Sources): string {
  const found = sources.variable(name);
  if (found !== undefined) return found;
  const hint = `Set it: oint config set vars.${clip(name)} VALUE`;
  throw inputError(context, `: the config has no variable "${clip(name)}"`, { hint });
}

/** The text of a file, for people's eyes or for JSON: UTF-8, a byte order mark taken off. */
export async function readTextFile(
  path: string,
  context: ParamContext,
  hint?: string,
): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    throw cannotRead(path, context, error, hint);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  ENAMETOOLONG: 'no file can have so long a name',
  ERR_INVALID_ARG_VALUE: 'no file can have a NUL character in its name',
  EISDIR: 'it is a folder',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
};

export function cannotRead(
  path: string,
  context: ParamContext,
  error: unknown,
  hint = '',
): InputError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const shown = clip(context.redactor.text(path), 120);
  const from = isAbsolute(path) ? '' : `The path is taken from ${process.cwd()}. `;
  return inputError(context, `: cannot read ${shown}: ${REASONS[code] ?? message}`, {
    hint: `${from}${hint}`.trim() || undefined,
    cause: error,
  });
}

/** Who reads which standard input: it can be read only once. */
const readers = new WeakMap<NodeJS.ReadableStream, string>();

/** Standard input, for the one value that may have it. */
export function takeStdin(context: ParamContext, sources: Sources): NodeJS.ReadableStream {
  const stream = sources.stdin();
  const reader = readers.get(stream);
  if (reader === undefined) {
    readers.set(stream, context.name);
    return stream;
  }
  const hint = `Give one of them as a file: ${context.name} @path`;
  const message = `: standard input is read by ${reader} already, and can be read only once`;
  throw inputError(context, message, { hint });
}

async function readAll(stream: NodeJS.ReadableStream, context: ParamContext): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  } catch (error) {
    const message = `: cannot read standard input: ${(error as Error).message}`;
    throw inputError(context, message, { cause: error });
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}
