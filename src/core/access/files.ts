import {
  appendFileSync,
  createReadStream,
  type Dirent,
  existsSync,
  readFile,
  type Stats,
} from 'node:fs';
import {
  access,
  constants,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  rm,
  rmdir,
  stat,
  utimes,
} from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { TargetFile } from '../files/file.js';

/** The size of a read from disk: large enough to avoid a read for every packet. */
export const DISK_CHUNK = 512 * 1024;

/** Twice as fast as that of `node:fs/promises` for a small file, which makes it an object of its own. */
const readWhole = promisify(readFile);

/** The entry at a path. */
export interface Found {
  readonly kind: 'file' | 'folder' | 'other';
  /** In bytes; 0 if it is not a file. */
  readonly size: number;
  /** When the contents were last changed, in milliseconds since 1970. */
  readonly modified?: number | undefined;
  /** The permissions, as for chmod. */
  readonly mode?: number | undefined;
}

/** A range of a file: from the first byte to the last, inclusive. */
export interface Range {
  start: number;
  end: number;
}

/** A file that can be read repeatedly. */
export interface SourceFile extends Found {
  /** Its real path: for messages and comparison. */
  readonly path: string;
  read(range?: Range): Readable;
  /** The file from a position on in blocks, each in the same memory: what should stay must be copied. */
  blocks(start?: number): AsyncGenerator<Buffer>;
}

/**
 * The files of this machine that a call may access. If a path does not exist, the methods return
 * `undefined` or fail like Node's; if it is not allowed, they throw an `InputError`.
 */
export interface Files {
  /** The entry at a path; links are followed. */
  find(path: string): Promise<Found | undefined>;
  /** The same for a link itself, which is neither a file nor a folder. */
  findNoFollow(path: string): Promise<Found | undefined>;
  /** Opens a file for reading. */
  open(path: string): Promise<SourceFile | undefined>;
  /** The bytes of a small file: a key, a certificate, a text. */
  read(path: string): Promise<Buffer>;
  /**
   * Opens a file that is written completely or not at all. One of `many` is not flushed to the disk,
   * which takes longer than writing it.
   */
  write(path: string, mode?: number, many?: boolean): Promise<TargetFile>;
  /** Adds a line to a log. */
  append(path: string, text: string, mode?: number): void;
  list(folder: string): Promise<Dirent[]>;
  makeFolder(path: string, options?: { recursive?: boolean; mode?: number }): Promise<void>;
  /** Removes a link, so that data written to its path stays in its folder. */
  removeLink(path: string): Promise<void>;
  /** Deletes a file or a link, or an empty folder. */
  remove(path: string): Promise<void>;
  /** Sets when the contents of a file were last changed, in milliseconds since 1970. */
  setModified(path: string, time: number): Promise<void>;
  /** The path for a driver that opens files itself, checked for this use. */
  forDriver(path: string, use: 'read' | 'write'): Promise<string>;
}

/** The kind of an entry, from the `stat` of a local or remote file system. */
export function kindOf(found: { isFile(): boolean; isDirectory(): boolean }): Found['kind'] {
  if (found.isFile()) return 'file';
  return found.isDirectory() ? 'folder' : 'other';
}

export function foundOf(stats: Stats): Found {
  const kind = kindOf(stats);
  const size = kind === 'file' ? stats.size : 0;
  return { kind, size, modified: stats.mtimeMs, mode: stats.mode & 0o7777 };
}

/** True for the errors that mean that a path does not exist. */
export function isMissing(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code);
}

/** True if a file exists, for a value that a user typed. */
export function existsHere(path: string): boolean {
  return existsSync(path);
}

/** True if an allowed path exists. */
export function exists(files: Files, path: string): Promise<boolean> {
  return files.find(path).then(
    (found) => found !== undefined,
    () => false,
  );
}

/** All files that the process can access: for users at a terminal, and for programs. */
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
  read: (path) => readWhole(path),
  async write(path, mode, many) {
    const { TargetFile } = await import('../files/file.js');
    return TargetFile.open(path, mode, undefined, many);
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
  async remove(path) {
    const there = await lstat(path);
    if (there.isDirectory()) await rmdir(path);
    else await rm(path);
  },
  async setModified(path, time) {
    const date = new Date(time);
    await utimes(path, date, date);
  },
  forDriver: async (path) => path,
};

/** A file of known size, opened by its path each time it is read. */
export function openFile(path: string, found: Found): SourceFile {
  const read = (range?: Range) => createReadStream(path, { highWaterMark: DISK_CHUNK, ...range });
  return { ...found, path, read, blocks: (start) => blocksOfPath(path, start) };
}

async function* blocksOfPath(path: string, start?: number): AsyncGenerator<Buffer> {
  const handle = await open(path);
  try {
    yield* blocksOf(handle, start);
  } finally {
    await handle.close();
  }
}

/** See `SourceFile.blocks`. */
export async function* blocksOf(handle: FileHandle, start = 0): AsyncGenerator<Buffer> {
  const memory = Buffer.allocUnsafeSlow(DISK_CHUNK);
  for (let at = start; ; ) {
    const { bytesRead } = await handle.read(memory, 0, DISK_CHUNK, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield memory.subarray(0, bytesRead);
  }
}
