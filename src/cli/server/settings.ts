import { InputError } from '../../core/errors/errors.js';
import type { ServerSettings } from '../../server/settings.js';
import type { LIMITS } from '../serving/limit-options.js';
import { limitsOf, readServerConfig, type ValuesOf } from '../serving/limits.js';

interface Typed extends ValuesOf<typeof LIMITS> {
  listen?: boolean | undefined;
  timeout?: string | undefined;
  idle?: string | undefined;
  connections?: string | undefined;
}

/** The settings that both servers have, from the options and the config. */
export async function settingsOf(method: string, typed: Typed): Promise<ServerSettings> {
  const { config, keeperOf } = await readServerConfig(typed.config);
  const count = (option: 'timeout' | 'idle' | 'connections', usual: number) =>
    countOf(method, option, typed[option], usual);
  return {
    ...limitsOf(typed, config),
    keeperOf,
    listen: typed.listen ?? false,
    timeout: count('timeout', 600) * 1_000,
    handles: { most: count('connections', 100), idle: count('idle', 600) * 1_000 },
  };
}

/** The longest delay of a timer, in seconds. */
const MOST = 2_000_000;

/** @throws {InputError} It is not a positive number. */
export function countOf(
  method: string,
  option: string,
  typed: string | undefined,
  usual: number,
): number {
  const count = typed === undefined ? usual : Number(typed);
  if (typed !== '' && count > 0 && count <= MOST) return count;
  throw new InputError({
    method,
    param: option,
    message: `--${option} must be a positive number, not "${typed}"`,
    hint: `See oint ${method} --help.`,
  });
}
