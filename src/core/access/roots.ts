import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../errors/errors.js';
import { cut } from '../util/cut.js';
import { NotAllowed } from './not-allowed.js';

/** The folders that are open to a model. Links that lead out of them are not followed. */
export class Roots {
  readonly folders: readonly string[];
  /** How the user opens a folder, in the words of the face. */
  readonly #hint: string;

  private constructor(folders: readonly string[], hint: string) {
    this.folders = folders;
    this.#hint = hint;
  }

  /** @throws {InputError} One of them is not a folder. */
  static async of(folders: readonly string[], hint: string): Promise<Roots> {
    const real = folders.map((folder) =>
      realpath(folder).catch(() => {
        throw new InputError({ param: 'root', message: `no such folder: ${folder}` });
      }),
    );
    return new Roots(await Promise.all(real), hint);
  }

  /** True if a real path is in one of the folders. */
  contain(real: string): boolean {
    return this.folders.some((folder) => isInside(folder, real));
  }

  /**
   * The real location of a path, if it is in one of the folders. A relative path starts from each
   * of them. For a path that does not exist yet, its folder counts.
   *
   * @throws {InputError} It is outside the folders.
   */
  async resolve(typed: string): Promise<string> {
    const path = /^file:/i.test(typed) ? fromUrl(typed) : typed;
    let free: string | undefined;
    for (const candidate of this.#candidates(path)) {
      const real = await realOf(candidate);
      if (real === undefined || !this.contain(real)) continue;
      if (await exists(real)) return real;
      free ??= real;
    }
    if (free !== undefined) return free;
    throw this.#outside(typed);
  }

  #candidates(path: string): string[] {
    // A path with NUL does not exist on any system.
    if (path === '' || path.includes('\0')) return [];
    if (isAbsolute(path)) return [path];
    return this.folders.map((folder) => resolve(folder, path));
  }

  #outside(typed: string): NotAllowed {
    const shown = typed.length > 120 ? `${cut(typed, 120)}…` : typed;
    const hint =
      this.folders.length > 0
        ? `Files must be in ${this.folders.join(' or ')}.`
        : `No folder is open. ${this.#hint}`;
    return new NotAllowed(`access to ${JSON.stringify(shown)} is not allowed`, hint);
  }
}

function fromUrl(url: string): string {
  try {
    return fileURLToPath(url.replace(/[?#].*$/s, ''));
  } catch {
    return '';
  }
}

/** The real path; `undefined` for a dangling link, whose target may be created anywhere. */
async function realOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    if (await exists(path)) return undefined;
    const parent = dirname(path);
    if (parent === path) return path;
    const real = await realOf(parent);
    return real && join(real, basename(path));
  }
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
