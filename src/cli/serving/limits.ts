import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { secret } from '../../core/definition/kinds/index.js';
import { InputError } from '../../core/errors/errors.js';
import { Redactor } from '../../core/errors/redact.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Config, readConfig } from '../run/config-file.js';
import { withProfile } from '../run/profile.js';
import { TypedSources } from '../run/sources.js';
import type { ParsedOptions } from '../start/option.js';
import type { LIMITS } from './limit-options.js';

/** The values of options, as `parseArgs` returns them. */
export type ValuesOf<O extends ParsedOptions> = {
  [Name in keyof O]?:
    | (O[Name] extends { multiple: true }
        ? string[]
        : O[Name] extends { type: 'boolean' }
          ? boolean
          : string)
    | undefined;
};

/** The options of a command; `method` is the command, for errors. */
export function readOptions<const O extends ParsedOptions>(
  method: string,
  args: readonly string[],
  options: O,
): ValuesOf<O> {
  try {
    const read = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    return read.values as ValuesOf<O>;
  } catch (error) {
    const message = (error as Error).message.split('. ')[0]!;
    throw new InputError({ method, message, hint: `See oint ${method} --help.` });
  }
}

/** The config of a server, and the file that stores what services replace in it. */
export async function readServerConfig(typed: string | undefined) {
  // The reference calls the usual one `default`.
  const named = typed === 'default' ? undefined : typed;
  const config = withProfile(await readConfig(named));
  const { keepersIn } = await import('../run/config-keeper.js');
  // Resolved before the folder changes.
  return { config, keeperOf: keepersIn(config, named === undefined ? undefined : resolve(named)) };
}

/** What a server's options and its config allow. */
export function limitsOf(
  values: ValuesOf<typeof LIMITS>,
  { vars = {}, open = {}, ...fixed }: Config,
) {
  return {
    vars,
    open,
    fixed: fixed as Record<string, JsonRecord | undefined>,
    allow: wordsIn(values.allow),
    deny: wordsIn(values.deny),
    readOnly: values['read-only'] ?? false,
    roots: (values.root ?? []).map((folder) => resolve(folder)),
    hosts: wordsIn(values.hosts),
    urls: values.urls ?? false,
  };
}

/** The words of lists that are separated by commas. */
export function wordsIn(lists: readonly string[] = []): string[] {
  return lists
    .flatMap((list) => list.split(','))
    .map((word) => word.trim())
    .filter(Boolean);
}

/**
 * Changes to the first allowed folder, or to a new empty one, so that relative paths start there: a
 * name from a client must not match a file in the folder of the server by chance. Returns the empty
 * folder, which the caller removes.
 */
export async function changeFolder(
  method: string,
  [first]: readonly string[],
): Promise<string | undefined> {
  const empty = first === undefined ? await mkdtemp(join(tmpdir(), 'oint-empty-')) : undefined;
  try {
    process.chdir(first ?? empty!);
  } catch {
    const hint = 'Create it, or use another one with --root.';
    throw new InputError({ method, message: `no such folder: "${first}"`, hint });
  }
  return empty;
}

export function portOf(method: string, option: string, text: string): number {
  const port = Number(text);
  if (text !== '' && Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  const hint = `See oint ${method} --help.`;
  throw new InputError({ method, message: `--${option} must be a port, not "${text}"`, hint });
}

/** A secret that the user typed: the secret itself, env:NAME, file:PATH or cmd:COMMAND. */
export function secretOf(method: string, option: string, typed: string): string | Promise<string> {
  const sources = new TypedSources({});
  const context = {
    param: option,
    name: `--${option}`,
    method,
    redactor: new Redactor(),
    sources,
  };
  return secret('').kind.parse(typed, context);
}
