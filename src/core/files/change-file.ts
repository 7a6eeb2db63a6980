import { mkdir, readFile, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../errors/errors.js';
import { now } from '../util/clock.js';
import { explain } from './explain.js';
import { writeWhole } from './file.js';
import { LockBusy, withLockFile } from './lock-file.js';

/** Longer than it takes until the lock of a stopped process is taken over, in milliseconds. */
const PATIENCE = 30_000;
const OWNER_ONLY = 0o600;

/**
 * Changes a file of OInt itself: reads it, and writes what `change` makes of it, while no other
 * process changes it, so nothing that another process wrote is lost. The old text is `undefined` if
 * there is no file. Nothing is written if `change` returns the old text.
 *
 * @throws {InputError} The file cannot be read or written, or another process did not finish.
 */
export async function changeFile(
  path: string,
  change: (old: string | undefined) => string | undefined,
  signal?: AbortSignal,
): Promise<void> {
  // Two links to one file have one lock.
  const real = await realpath(path).catch(() => path);
  try {
    await mkdir(dirname(real), { recursive: true, mode: 0o700 });
    const patience = { signal, deadline: now() + PATIENCE };
    await withLockFile(`${real}.lock`, patience, async () => {
      const old = await textOf(real);
      const changed = change(old);
      if (changed !== undefined && changed !== old) await writeWhole(real, changed, OWNER_ONLY);
    });
  } catch (error) {
    throw notChanged(path, error);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function notChanged(path: string, cause: unknown): unknown {
  if (cause instanceof LockBusy) {
    return new InputError({
      message: `cannot change ${path}: another process is changing it`,
      hint: `Nothing was changed. Try again. If no other oint runs, delete ${path}.lock.`,
    });
  }
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause;
  return new InputError({ message: `cannot change ${path}: ${explain(cause)}`, cause });
}
