import { constants, type Dirent } from 'node:fs';
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { TargetFile } from '../files/file.js';
import {
  blocksOf,
  DISK_CHUNK,
  type Files,
  type Found,
  foundOf,
  isMissing,
  openFiles,
  type Range,
  type SourceFile,
} from './files.js';
import { NotAllowed } from './not-allowed.js';
import type { Roots } from './roots.js';

export interface ClosedFilesOptions {
  roots: Roots;
  /** Why nothing on disk may be changed, in the words of the face. */
  readOnly?: string | undefined;
  /** The paths that the user has fixed: they may be anywhere. */
  granted?: ReadonlySet<string> | undefined;
  /** The path of a file that the model knows by another name. */
  handle?(text: string): string | undefined;
}

/**
 * Only the files in the folders that the user has opened: for values that a model chose. A file is
 * opened without following a final link. Its real location decides, not its name, and the opened
 * file is the one that is read.
 */
export class ClosedFiles implements Files {
  readonly #options: ClosedFilesOptions;
  readonly #handles = new Set<FileHandle>();

  constructor(options: ClosedFilesOptions) {
    this.#options = options;
  }

  async find(path: string): Promise<Found | undefined> {
    const real = await this.#real(path);
    try {
      return foundOf(await stat(real));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async findNoFollow(path: string): Promise<Found | undefined> {
    return lstat(await this.#real(path)).then(foundOf, () => undefined);
  }

  async open(path: string): Promise<SourceFile | undefined> {
    const real = await this.#real(path);
    // A pipe is opened without waiting for a writer.
    const flags = constants.O_RDONLY | NO_FOLLOW | (constants.O_NONBLOCK ?? 0);
    let handle: FileHandle;
    try {
      handle = await open(real, flags);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    this.#handles.add(handle);
    await this.#mustBeInside(handle, real, path);
    const found = foundOf(await handle.stat());
    return {
      ...found,
      path: real,
      read: (range) => readHandle(handle, range),
      blocks: (start) => blocksOf(handle, start),
    };
  }

  async read(path: string): Promise<Buffer> {
    const file = await this.open(path);
    if (!file) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    if (file.size > LARGEST_TEXT) throw new Error(`it is larger than ${LARGEST_TEXT} bytes`);
    const chunks: Buffer[] = [];
    for await (const chunk of file.read()) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async write(path: string, mode?: number, many?: boolean): Promise<TargetFile> {
    const real = await this.#writable(path);
    const found = await this.find(path);
    if (found?.kind === 'other') {
      throw new NotAllowed(`cannot write to ${path}: it is not a regular file`);
    }
    const check = async (handle: FileHandle, opened: string) => {
      await this.#mustBeInside(handle, opened, path);
      // It is written through to its other names, which may be anywhere.
      const { nlink } = await handle.stat();
      if (nlink > 1) throw new NotAllowed('it has other hard links');
    };
    return TargetFile.open(real, mode, check, many);
  }

  append(path: string): void {
    throw new NotAllowed(`writing a log to ${path} is not allowed`);
  }

  async list(folder: string): Promise<Dirent[]> {
    return readdir(await this.#real(folder), { withFileTypes: true });
  }

  async makeFolder(path: string, options?: { recursive?: boolean; mode?: number }): Promise<void> {
    await mkdir(await this.#writable(path), options);
  }

  async removeLink(): Promise<void> {
    // Returned unchanged: data is written through a link only if its target is in the folders too.
  }

  /** Deletes a link itself: what it leads to stays. */
  async remove(path: string): Promise<void> {
    await this.#writable(path);
    const name = basename(path);
    if (/^\.{0,2}$/.test(name)) throw new NotAllowed(`cannot delete ${path}`);
    await openFiles.remove(join(await this.#writable(dirname(path)), name));
  }

  async setModified(path: string, time: number): Promise<void> {
    await openFiles.setModified(await this.#writable(path), time);
  }

  async forDriver(path: string, use: 'read' | 'write'): Promise<string> {
    if (use === 'write') return this.#writable(path);
    const file = await this.open(path);
    return file?.path ?? this.#real(path);
  }

  /** Closes the opened files at the end of the call. */
  async close(): Promise<void> {
    const handles = [...this.#handles];
    this.#handles.clear();
    await Promise.all(handles.map((handle) => handle.close().catch(() => {})));
  }

  #real(path: string): Promise<string> {
    const { roots, granted, handle } = this.#options;
    const known = handle?.(path);
    if (known !== undefined) return realpath(known);
    if (granted?.has(path)) return realpath(path).catch(() => path);
    return roots.resolve(path);
  }

  async #writable(path: string): Promise<string> {
    const { readOnly, handle } = this.#options;
    if (!readOnly && handle?.(path) === undefined) return this.#real(path);
    const why = readOnly ?? 'it is the result of another call';
    throw new NotAllowed(`cannot write to ${path}: ${why}`);
  }

  /** Checks that the opened file is where it was expected, whatever changed on disk in between. */
  async #mustBeInside(handle: FileHandle, expected: string, typed: string): Promise<void> {
    const isThere = await isAt(handle, expected);
    if (isThere) return;
    await handle.close().catch(() => {});
    this.#handles.delete(handle);
    throw new NotAllowed(`${typed} was changed while it was opened`);
  }
}

/** Windows does not have it: there only the opened file is checked. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** In bytes: keys and certificates are a few kilobytes. */
const LARGEST_TEXT = 1024 * 1024;

/** True if an open file is the one at this path, with no link in between. */
async function isAt(handle: FileHandle, path: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const real = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined);
    if (real !== undefined) return real === path;
  }
  const [opened, real] = await Promise.all([handle.stat(), realpath(path).catch(() => undefined)]);
  if (real !== path) return false;
  const there = await stat(real).catch(() => undefined);
  return there !== undefined && there.ino === opened.ino && there.dev === opened.dev;
}

function readHandle(handle: FileHandle, range: Range | undefined): Readable {
  return handle.createReadStream({
    autoClose: false,
    highWaterMark: DISK_CHUNK,
    // From an explicit position, so that the file can be read again, and by several readers at
    // once.
    start: range?.start ?? 0,
    ...(range && { end: range.end }),
  });
}
