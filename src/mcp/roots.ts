import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../core/errors/errors.js';

/** The folders that a server may read and write in. Links that lead out of them lead nowhere. */
export class Roots {
  readonly #folders: readonly string[];

  private constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** @throws {InputError} One of them is no folder. */
  static async of(folders: readonly string[]): Promise<Roots> {
    return new Roots(
      await Promise.all(
        folders.map((folder) =>
          realpath(folder).catch(() => {
            throw new InputError({ param: 'root', message: `there is no folder "${folder}"` });
          }),
        ),
      ),
    );
  }

  get first(): string | undefined {
    return this.#folders[0];
  }

  /** The path of a file of this name in the folders; where there is none, the name as it is. */
  async existing(name: string): Promise<string> {
    for (const folder of this.#folders) {
      const path = resolve(folder, name);
      if (name !== '' && existsSync(path)) return this.inside(path, name);
    }
    return name;
  }

  /**
   * A path as the system knows it, inside one of the folders.
   *
   * @throws {InputError} It is outside of them.
   */
  async inside(typed: string, option: string): Promise<string> {
    const path = typed.startsWith('file:') ? fromUrl(typed) : typed;
    const candidates = isAbsolute(path)
      ? [path]
      : this.#folders.map((folder) => resolve(folder, path));
    let first: string | undefined;
    for (const candidate of candidates) {
      const real = await realOf(candidate);
      if (!this.#folders.some((folder) => contains(folder, real))) continue;
      if (existsSync(real)) return real;
      first ??= real;
    }
    if (first !== undefined) return first;
    throw new InputError({
      param: option,
      message: `${option}: this server may not use "${typed.slice(0, 120)}"`,
      hint:
        this.#folders.length > 0
          ? `Files must be in ${this.#folders.join(' or ')}.`
          : 'No folder is open to it: it is to be started with --root FOLDER.',
    });
  }
}

function fromUrl(url: string): string {
  try {
    return fileURLToPath(url.replace(/[?#].*$/s, ''));
  } catch {
    return url.replace(/^file:(\/\/)?/, '').replace(/[?#].*$/s, '');
  }
}

/** Where a path truly leads; of what is not there yet, where its folder does. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realOf(parent), basename(path));
  }
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** True for what can hardly be anything but a path: absolute, from a home folder, or climbing out. */
export function looksLikePath(text: string): boolean {
  if (text.length > 4096) return false;
  return /^([/\\]|~|[A-Za-z]:[\\/]|file:)|(^|[\\/])\.\.([\\/]|$)/.test(text);
}
