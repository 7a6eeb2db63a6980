import { isAbsolute } from 'node:path';
import { existsHere } from '../../access/files.js';
import { NotAllowed } from '../../access/not-allowed.js';
import type { InputError } from '../../errors/errors.js';
import { decodeText, NotText } from '../../files/decode-text.js';
import { callOf, fetchBytes } from '../../http/fetch-bytes.js';
import { shownUrl } from '../../http/url.js';
import { accessOf, type ParamContext, type Sources } from '../param.js';
import { clip, inputError } from './refuse.js';

const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', v: '\v', f: '\f' };

/**
 * `\n` becomes a line feed, `\\n` a backslash and an n. In most shells there is no other way to
 * type a line feed.
 */
export function unescapeControl(value: string): string {
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
  decode: (text: string) => string = unescapeControl,
): string | Promise<string> {
  const referred = readReference(value, context, sources);
  if (referred !== undefined) return referred;
  const plain = unescapeStart(value);
  if (plain !== value) return decode(plain);
  return value.includes('\\') && !existsHere(value) ? decode(value) : value;
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
    return decodeText(await accessOf(context).files.read(path));
  } catch (error) {
    throw cannotRead(path, context, error, hint);
  }
}

const CONVERT = 'Convert it to UTF-8: iconv -f WINDOWS-1252 -t UTF-8';

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
  const shown = clip(context.redactor.text(path), 120);
  if (error instanceof NotText) {
    return inputError(context, `: ${shown} is ${error.message}`, { hint: CONVERT, cause: error });
  }
  const { code = '', message } = error as NodeJS.ErrnoException;
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
  return decoded(Buffer.concat(chunks), 'standard input', context);
}

/** The text at a URL. */
export async function fetchText(url: string, context: ParamContext): Promise<string> {
  const bytes = await fetchBytes(url, callOf(context));
  return decoded(bytes, shownUrl(new URL(url)), context);
}

function decoded(bytes: Buffer, from: string, context: ParamContext): string {
  try {
    return decodeText(bytes);
  } catch (error) {
    const what = context.redactor.text(`: ${from} is ${(error as Error).message}`);
    throw inputError(context, what, { hint: CONVERT, cause: error });
  }
}
