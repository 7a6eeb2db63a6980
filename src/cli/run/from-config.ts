import type { Definition } from '../../core/definition/method.js';
import { ConnectionError, HttpError, InputError, OintError } from '../../core/errors/errors.js';
import { profileName } from './profile.js';

/** Adds to an error that a value, which may be its cause, is from the config: users forget that. */
export function saysItsOrigin(
  error: unknown,
  { params }: Definition,
  fromConfig: ReadonlySet<string>,
): unknown {
  if (!(error instanceof OintError) || fromConfig.size === 0) return error;
  const suspects = [...fromConfig].filter((key) => {
    const param = params[key];
    if (!param) return false;
    if (error instanceof InputError) return error.param?.split(/[.[]/)[0] === key;
    if (error instanceof ConnectionError) return param.role === 'destination';
    const isRefused = error instanceof HttpError && [401, 403].includes(error.status);
    return isRefused && param.kind.name === 'secret';
  });
  if (suspects.length === 0) return error;
  const options = suspects.map((key) => params[key]!.option ?? key);
  const named = options.map((option) => `--${option}`).join(' and ');
  const profile = profileName();
  const where = profile === undefined ? 'the config' : `the config, or its profile ${profile}`;
  return error.advises(`${named} came from ${where} (oint config get).`);
}
