import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../../core/errors/errors.js';
import { LockBusy, withLockFile } from '../../core/files/lock-file.js';
import { folderOf, type PackageSet } from '../../core/packages/package-set.js';
import { now } from '../../core/util/clock.js';
import { hasNpm, NpmError, type NpmOptions, npm } from './npm.js';
import { handLine, type Order, writeProject } from './project.js';

/** A set is built in a temporary folder; one older than this is abandoned. */
const INCOMING = '.incoming-';
const FORGOTTEN = 3_600_000;
/** For another process that replaces the same set, in milliseconds. */
const PATIENCE = 60_000;

/**
 * Installs a set into its folder with npm: the versions of OInt's own lock file, verified by checksum.
 * Nothing changes until the set is complete. Returns the folder.
 *
 * Throws an `OutputError` if npm is not installed, the folder cannot be written, or npm fails.
 */
export async function installSet(order: Order, options: Omit<NpmOptions, 'cwd'>): Promise<string> {
  const { set } = order;
  const folder = folderOf(set);
  const method = `install ${set.name}`;
  if (!hasNpm()) {
    throw new OutputError({
      method,
      message: 'npm was not found on the PATH',
      hint: `npm comes with Node.js. Or copy the folder from a machine of the same kind, after running there: ${handLine(order)}`,
    });
  }
  let place: string | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await sweep(folder);
    place = await mkdtemp(join(folder, INCOMING));
    await writeProject(place, order);
    await fill(set, { ...options, cwd: place });
    await replaceLocked(folder, place, options.signal);
    return folder;
  } catch (error) {
    throw whyNot(error, order, folder, method);
  } finally {
    if (place) await rm(place, { recursive: true, force: true });
  }
}

/** No install scripts run: they may download what no checksum covers. */
async function fill({ builds = {} }: PackageSet, options: NpmOptions): Promise<void> {
  await npm(['ci', '--omit=optional', '--ignore-scripts'], options);
  for (const [name, script] of Object.entries(builds)) {
    await npm(['run', script], { ...options, cwd: join(options.cwd, 'node_modules', name) });
  }
}

/** One process at a time: the folder of another would be lost otherwise. */
async function replaceLocked(folder: string, place: string, signal?: AbortSignal): Promise<void> {
  const patience = { signal, deadline: now() + PATIENCE };
  await withLockFile(join(folder, '.lock'), patience, () =>
    replace(join(folder, 'node_modules'), place),
  );
}

/** Replaces the old folder with the new one; restores it on failure. */
async function replace(modules: string, place: string): Promise<void> {
  const former = join(place, 'former');
  const was = await rename(modules, former).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return false;
    },
  );
  try {
    await rename(join(place, 'node_modules'), modules);
  } catch (error) {
    if (was) await rename(former, modules).catch(() => {});
    throw error;
  }
}

/** Deletes the folders of killed processes. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(INCOMING)) continue;
    const found = await stat(path).catch(() => undefined);
    if (found && found.mtimeMs < Date.now() - FORGOTTEN) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

function whyNot(error: unknown, order: Order, folder: string, method: string): unknown {
  const { set } = order;
  if (error instanceof NpmError) {
    const hints = [
      set.builds && 'It is compiled, which needs Python and a C++ compiler.',
      set.builtIn && `Node ${set.builtIn} or newer needs none of this.`,
      `Nothing was changed. Without a network, copy the folder from a machine of the same kind: ${folder}`,
    ];
    return new OutputError({
      method,
      message: `npm could not install ${Object.keys(set.packages).join(', ')}: ${error.message}`,
      hint: hints.filter(Boolean).join(' '),
      cause: error,
    });
  }
  if (error instanceof LockBusy) {
    const message = `another process is installing ${set.name}`;
    return new OutputError({ method, message, hint: 'Nothing was changed. Try again.' });
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (!code || !(error instanceof Error) || !('syscall' in error)) return error;
  return new OutputError({
    method,
    message: `cannot write to ${folder}: ${message}`,
    hint: `Set OINT_DATA to another data folder${set.variable ? `, or ${set.variable} to a folder for this only` : ''}.`,
    cause: error,
  });
}
