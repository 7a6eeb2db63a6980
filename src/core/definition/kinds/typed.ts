import { isAbsolute } from 'node:path';
import { existsHere } from '../../access/files.js';
import { NotAllowed } from '../../access/not-allowed.js';
import type { InputError } from '../../errors/errors.js';
import { accessOf, type ParamContext, type Sources } from '../param.js';
import { clip, inputError } from './refuse.js';

const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', v: '\v', f: '\f' };

/**
 * `\n` becomes a line feed, `\\n` a backslash and an n. In most shells there is no other way to
 * type a line feed.
 */
function unescapeControl(value: string): string {
  return value.replace(/\\(\\?)([nrvf])/g, (_, escaped: string, letter: string) =>
    escaped ? `\\${letter}` : CONTROL[letter]!,
  );
}

/**
 * The text of a command-line value: `-`, `@path` and `@@Name` are looked up, escape sequences
 * decoded. `\-` and `\@` at the start are the characters themselves.
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
  return value.includes('\\') && !existsHere(value) ? unescapeControl(value) : value;
}

/** Removes the backslash that escapes a leading `-` or `@`. `\\@` is a literal `\@`. */
export function unescapeStart(value: string): string {
  return /^\\+[-@]/.test(value) ? value.slice(1) : value;
}

/** What `-`, `@path` or `@@Name` refers to; `undefined` for any other text. */
export function readReference(
  value: string,
  context: ParamContext,
  sources: Sources,
): string | Promise<string> | undefined {
  if (value === '-') return readAll(takeStdin(context, sources), context);
  if (value.startsWith('@@')) return readVariable(value.slice(2), context, sources);
  if (value.startsWith('@') && value.length > 1) {
    return readTextFile(value.slice(1), context, 'To type text that begins with @, write \\@.');
  }
  return undefined;
}

function readVariable(name: string, context: ParamContext, sources: Sources): string {
  const found = sources.variable(name);
  if (found !== undefined) return found;
  const hint = `Set it: oint config set vars.${clip(name)} VALUE`;
  throw inputError(context, `: the config has no variable "${clip(name)}"`, { hint });
}

/** The text of a file: UTF-8, without a byte order mark. */
export async function readTextFile(
  path: string,
  context: ParamContext,
  hint?: string,
): Promise<string> {
  try {
    return (await accessOf(context).files.readText(path)).replace(/^\uFEFF/, '');
  } catch (error) {
    throw cannotRead(path, context, error, hint);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  ENAMETOOLONG: 'the file name is too long',
  ERR_INVALID_ARG_VALUE: 'a file name cannot contain a NUL character',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

export function cannotRead(
  path: string,
  context: ParamContext,
  error: unknown,
  hint = '',
): InputError {
  // Access was refused: the error says why.
  if (error instanceof NotAllowed) {
    return inputError(context, `: ${error.what}`, { hint: error.hint, cause: error });
  }
  const { code = '', message } = error as NodeJS.ErrnoException;
  const shown = clip(context.redactor.text(path), 120);
  const from = isAbsolute(path) ? '' : `The path is relative to ${process.cwd()}. `;
  return inputError(context, `: cannot read ${shown}: ${REASONS[code] ?? message}`, {
    hint: `${from}${hint}`.trim() || undefined,
    cause: error,
  });
}

/** The reader of each standard input: it can be read only once. */
const readers = new WeakMap<NodeJS.ReadableStream, string>();

/** Standard input, for the one value that may read it. */
export function takeStdin(context: ParamContext, sources: Sources): NodeJS.ReadableStream {
  const stream = sources.stdin();
  const reader = readers.get(stream);
  if (reader === undefined) {
    readers.set(stream, context.name);
    return stream;
  }
  const hint = `Read one of them from a file: ${context.name} @path`;
  const message = `: standard input is already read by ${reader}, and can be read only once`;
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
