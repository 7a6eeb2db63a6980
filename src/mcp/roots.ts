import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../core/errors/errors.js';

/** The folders that a server may read and write in. Links that lead out of them are refused. */
export class Roots {
  readonly #folders: readonly string[];

  private constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** @throws {InputError} One of them is not a folder. */
  static async of(folders: readonly string[]): Promise<Roots> {
    return new Roots(
      await Promise.all(
        folders.map((folder) =>
          realpath(folder).catch(() => {
            throw new InputError({ param: 'root', message: `no such folder: "${folder}"` });
          }),
        ),
      ),
    );
  }

  get first(): string | undefined {
    return this.#folders[0];
  }

  /** The path of the file with this name in the folders; the name itself if there is no such file. */
  async existing(name: string): Promise<string> {
    for (const folder of this.#folders) {
      const path = resolve(folder, name);
      if (name !== '' && existsSync(path)) return this.inside(path, name);
    }
    return name;
  }

  /**
   * The real path of a file in one of the folders.
   *
   * @throws {InputError} The file is outside of them.
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
      message: `${option}: access to "${typed.slice(0, 120)}" is not allowed`,
      hint:
        this.#folders.length > 0
          ? `Files must be in ${this.#folders.join(' or ')}.`
          : 'The server was started without folders. The user can allow one with --root FOLDER.',
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

/** The path with links resolved; for a file that does not exist yet, with its folder resolved. */
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

/** True for texts that are almost certainly paths: absolute, in a home folder, or with `..`. */
export function looksLikePath(text: string): boolean {
  if (text.length > 4096) return false;
  return /^([/\\]|~|[A-Za-z]:[\\/]|file:)|(^|[\\/])\.\.([\\/]|$)/.test(text);
}
