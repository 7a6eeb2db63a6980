import { readFile } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import envPaths from 'env-paths';
import { InputError } from '../../core/errors/errors.js';
import { changeFile } from '../../core/files/change-file.js';
import { isRecord } from '../../core/util/is-record.js';

/** The config file: variables for `@@Name`, and defaults for each service's options. */
export interface Config {
  vars?: Record<string, string>;
  [service: string]: Record<string, unknown> | undefined;
}

/** Its path: OINT_CONFIG, or the platform's usual one. */
export function configPath(): string {
  return process.env.OINT_CONFIG || join(envPaths('oint', { suffix: '' }).config, 'config.json');
}

/** Reads the config. The usual file may be missing; a named one must exist. */
export async function readConfig(named?: string): Promise<Config> {
  const path = named ?? configPath();
  let text: string;
  try {
    // A call usually needs nothing else of `node:fs/promises`, which takes longer to load.
    text = await promisify(readFile)(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && named === undefined) return {};
    throw unusable(path, `cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  return configOf(text, path);
}

/** @throws {InputError} The text is not a config. `path` is where it is from. */
export function configOf(text: string, path: string): Config {
  const config = parse(text, path);
  if (!isRecord(config) || !Object.values(config).every(isRecord)) {
    throw unusable(path, 'must be an object of objects, such as {"openai": {"url": "…"}}');
  }
  return config as Config;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the text, which may be a token.
    const place = /position \d+( \(line \d+ column \d+\))?/.exec((error as Error).message)?.[0];
    throw unusable(path, `is not valid JSON${place ? ` at ${place}` : ''}`);
  }
}

/**
 * Changes the config. Changes that other processes have made in the meantime are kept. Nothing is
 * written if `change` returns the same config. It contains tokens, so only its owner may read it.
 */
export async function changeConfig(
  path: string,
  change: (config: Config) => Config,
): Promise<void> {
  await changeFile(path, (old) => {
    const config = old === undefined ? {} : configOf(old, path);
    const changed = change(config);
    return changed === config ? old : `${JSON.stringify(changed, null, 2)}\n`;
  });
}

function unusable(path: string, why: string): InputError {
  return new InputError({
    message: `the config file ${path} ${why}`,
    hint: 'Fix the file, or delete it and set the values again.',
  });
}
