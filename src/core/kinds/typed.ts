import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { InputError } from '../errors.js';
import type { Place, Sources } from '../param.js';

const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', v: '\v', f: '\f' };

/** `\n` becomes a line feed, `\\n` a backslash and an n: a shell has no other way to type either. */
export function unescapeControl(value: string): string {
  return value.replace(/\\(\\?)([nrvf])/g, (_, escaped: string, letter: string) =>
    escaped ? `\\${letter}` : CONTROL[letter]!,
  );
}

/**
 * The text a person meant by a command-line value: `-`, `@path` and `@@Name` are looked up, control
 * sequences decoded. `\-` and `\@` at the start stand for the characters themselves.
 */
export function readTyped(value: string, place: Place, sources: Sources): string | Promise<string> {
  const referred = readReference(value, place, sources);
  if (referred !== undefined) return referred;
  if (/^\\[-@]/.test(value)) return unescapeControl(value.slice(1));
  return value.includes('\\') && !existsSync(value) ? unescapeControl(value) : value;
}

/** What `-`, `@path` or `@@Name` stands for; `undefined` for any other text. */
export function readReference(
  value: string,
  place: Place,
  sources: Sources,
): string | Promise<string> | undefined {
  if (value === '-') return readAll(sources.stdin());
  if (value.startsWith('@@')) return readVariable(value.slice(2), place, sources);
  if (value.startsWith('@') && value.length > 1) return readTextFile(value.slice(1), place);
  return undefined;
}

function readVariable(name: string, place: Place, sources: Sources): string {
  const found = sources.variable(name);
  if (found !== undefined) return found;
  throw new InputError({
    method: place.call.method,
    option: place.name,
    message: `${place.name}: the config has no variable "${name}"`,
    hint: `Set it: oint config set vars.${name} VALUE`,
  });
}

/** The text of a file, for people's eyes or for JSON: UTF-8, a byte order mark taken off. */
export async function readTextFile(path: string, place: Place): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    throw cannotRead(path, place, error);
  }
}

export function cannotRead(path: string, place: Place, error: unknown): InputError {
  const reason = (error as NodeJS.ErrnoException).code;
  const why =
    reason === 'ENOENT'
      ? 'there is no such file'
      : reason === 'EISDIR'
        ? 'it is a folder'
        : reason === 'EACCES'
          ? 'reading it is not permitted'
          : String((error as Error).message);
  return new InputError({
    method: place.call.method,
    option: place.name,
    message: place.call.redactor.text(`${place.name}: cannot read ${path}: ${why}`),
    hint: path.startsWith('@')
      ? undefined
      : `The path is taken from ${process.cwd()}; for a text that begins with @ type \\@.`,
    cause: error,
  });
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}
