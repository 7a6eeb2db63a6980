import { appendFileSync, createReadStream, type Dirent, existsSync } from 'node:fs';
import { access, constants, lstat, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { TargetFile } from '../files/file.js';

/** Read from disk in chunks of this size: large enough that not every packet waits for the disk. */
export const DISK_CHUNK = 512 * 1024;

/** What is at a path. */
export interface Found {
  readonly kind: 'file' | 'folder' | 'other';
  /** In bytes; 0 for what is not a file. */
  readonly size: number;
}

/** A part of a file: from the first byte to the last one, both included. */
export interface Range {
  start: number;
  end: number;
}

/** A file that may be read, as often as needed. */
export interface SourceFile extends Found {
  /** As the system knows it: for messages, and to compare. */
  readonly path: string;
  read(range?: Range): Readable;
}

/**
 * The files of this machine, as far as a call may reach them. Where a path does not exist, its
 * methods return `undefined` or fail like Node's; where it may not be used, they throw an
 * `InputError`.
 */
export interface Files {
  /** What is at a path; links are followed. */
  find(path: string): Promise<Found | undefined>;
  /** The same of a link itself, which is something else than a file or folder. */
  findNoFollow(path: string): Promise<Found | undefined>;
  /** Opens a file for reading. */
  open(path: string): Promise<SourceFile | undefined>;
  /** The text of a small file: a key, a certificate. */
  readText(path: string): Promise<string>;
  /** Opens a file for writing, whole or not at all. */
  write(path: string, mode?: number): Promise<TargetFile>;
  /** Adds a line to a log. */
  append(path: string, text: string, mode?: number): void;
  list(folder: string): Promise<Dirent[]>;
  makeFolder(path: string, options?: { recursive?: boolean; mode?: number }): Promise<void>;
  /** Removes a link, so that what is written at its path stays in its folder. */
  removeLink(path: string): Promise<void>;
  /** The path for a driver that opens files itself, checked for this use. */
  forDriver(path: string, use: 'read' | 'write'): Promise<string>;
}

/** What the `stat` of a file system, here or on a server, says that something is. */
export function kindOf(found: { isFile(): boolean; isDirectory(): boolean }): Found['kind'] {
  if (found.isFile()) return 'file';
  return found.isDirectory() ? 'folder' : 'other';
}

export function foundOf(stats: { isFile(): boolean; isDirectory(): boolean; size: number }): Found {
  const kind = kindOf(stats);
  return { kind, size: kind === 'file' ? stats.size : 0 };
}

/** True for the errors that say that nothing is at a path. */
export function isMissing(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code);
}

/** Whether a file is there, for a value that a person typed. */
export function existsHere(path: string): boolean {
  return existsSync(path);
}

/** Whether something is at a path that may be used. */
export function exists(files: Files, path: string): Promise<boolean> {
  return files.find(path).then(
    (found) => found !== undefined,
    () => false,
  );
}

/** All of the disk, by the rights of the process: for a person at a terminal, and for a program. */
export const openFiles: Files = {
  async find(path) {
    try {
      return foundOf(await stat(path));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  findNoFollow: (path) => lstat(path).then(foundOf, () => undefined),
  async open(path) {
    const found = await openFiles.find(path);
    if (!found) return undefined;
    await access(path, constants.R_OK);
    return openFile(path, found);
  },
  readText: (path) => readFile(path, 'utf8'),
  async write(path, mode) {
    const { TargetFile } = await import('../files/file.js');
    return TargetFile.open(path, mode);
  },
  append: (path, text, mode) => appendFileSync(path, text, { mode }),
  list: (folder) => readdir(folder, { withFileTypes: true }),
  async makeFolder(path, options) {
    await mkdir(path, options);
  },
  async removeLink(path) {
    const there = await lstat(path).catch(() => undefined);
    if (there?.isSymbolicLink()) await rm(path);
  },
  forDriver: async (path) => path,
};

/** A file whose size is known, opened by its path each time it is read. */
export function openFile(path: string, found: Found): SourceFile {
  const read = (range?: Range) => createReadStream(path, { highWaterMark: DISK_CHUNK, ...range });
  return { ...found, path, read };
}
