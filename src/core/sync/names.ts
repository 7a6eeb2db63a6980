import { basename } from 'node:path';

const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;

/** True for a name that this system allows. */
function canBeHere(name: string, platform = process.platform): boolean {
  if (platform !== 'win32') return basename(name) === name;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Windows has no such names
  return !/[\x00-\x1f<>:"/\\|?*]|[. ]$/.test(name) && !RESERVED.test(name);
}

/** Why a path from a server is not written below a folder; `undefined` if it can be. */
export function whyNotHere(path: string, platform = process.platform): string | undefined {
  const names = path.split('/');
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'it is an absolute path';
  if (names.some((name) => name === '..')) return 'it leads out of the folder';
  if (names.some((name) => name === '' || name === '.')) {
    return 'it has a part that file systems do not have as a name';
  }
  // A backslash separates folders on Windows only, but a path should mean the same everywhere.
  if (path.includes('\\') && names.some((name) => /(^|\\)\.\.(\\|$)/.test(name))) {
    return 'it leads out of the folder';
  }
  if (path.includes('\0') || !names.every((name) => canBeHere(name, platform))) {
    return 'this system does not allow the file name';
  }
  if (names.some((name) => Buffer.byteLength(name) > LONGEST_NAME)) return 'its name is too long';
  return undefined;
}

const LONGEST_NAME = 255;

/** True if the file system usually does not distinguish upper and lower case. */
function foldsCase(platform = process.platform): boolean {
  return platform === 'win32' || platform === 'darwin';
}

/** Finds paths that would be the same file on this system. */
export class Twins {
  readonly #seen = new Map<string, string>();
  readonly #fold: boolean;

  constructor(fold = foldsCase()) {
    this.#fold = fold;
  }

  /** The earlier path that this one would replace. */
  of(path: string): string | undefined {
    const key = this.#fold ? path.normalize('NFC').toLowerCase() : path;
    const before = this.#seen.get(key);
    if (before === undefined) this.#seen.set(key, path);
    return before;
  }
}
