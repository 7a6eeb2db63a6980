import {
  access,
  constants,
  type FileHandle,
  open,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { InputError, type OintError, OutputError } from '../errors/errors.js';
import { partName, sweepParts } from './part-file.js';

/**
 * A file that is written under a temporary name and renamed when it is complete. Until then, and
 * after a failure, readers see the complete old file.
 */
export class TargetFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #temporary: string | undefined;
  #size = 0;

  private constructor(path: string, handle: FileHandle, temporary: string | undefined) {
    this.path = path;
    this.#handle = handle;
    this.#temporary = temporary;
  }

  /** Opens the file for writing. Throws an `InputError` if it cannot: nothing was sent yet. */
  static async open(
    path: string,
    mode?: number,
    check?: (handle: FileHandle, path: string) => Promise<void>,
  ): Promise<TargetFile> {
    try {
      const real = await realpath(path).catch(() => path);
      const found = await stat(real).catch(() => undefined);
      if (found?.isDirectory() || path.endsWith('/') || path.endsWith(sep)) throw failure('EISDIR');
      // A device or a pipe (`/dev/stdout`) is written directly: there is no old content to protect.
      if (found && !found.isFile()) return new TargetFile(path, await open(real, 'w'), undefined);
      // Replacing it would bypass its permissions.
      if (found) await access(real, constants.W_OK);
      const beside = dirname(real);
      await sweepParts(beside);
      const temporary = join(beside, partName(basename(real)));
      const wanted = mode ?? (found && found.mode & 0o777);
      const handle = await open(temporary, 'wx', wanted);
      await check?.(handle, temporary);
      // The mode of the old file, whatever the umask.
      if (wanted !== undefined) await handle.chmod(wanted).catch(() => {});
      return new TargetFile(real, handle, temporary);
    } catch (error) {
      throw new InputError({
        param: 'saveTo',
        message: `cannot write to ${path}: ${explain(error)}`,
        cause: error,
      });
    }
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#size;
  }

  async write(chunk: Uint8Array): Promise<void> {
    // A pipe has no positions.
    const at = (from: number) => (this.#temporary ? this.#size + from : null);
    try {
      for (let from = 0; from < chunk.length; ) {
        from += (await this.#handle.write(chunk, from, undefined, at(from))).bytesWritten;
      }
      this.#size += chunk.length;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Starts again: discards what was written so far. */
  async restart(): Promise<void> {
    if (this.#size === 0) return;
    if (!this.#temporary)
      throw this.#failed(new Error('part of it was already written and cannot be undone'));
    try {
      await this.#handle.truncate(0);
      this.#size = 0;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Renames the complete file to its final name. */
  async commit(): Promise<void> {
    try {
      if (this.#temporary) await this.#handle.sync();
      await this.#handle.close();
      if (this.#temporary) await rename(this.#temporary, this.path);
    } catch (error) {
      await this.discard();
      throw this.#failed(error);
    }
  }

  /** Removes what was written. The old file stays. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    if (this.#temporary) await rm(this.#temporary, { force: true }).catch(() => {});
  }

  #failed(error: unknown): OintError {
    return new OutputError({
      message: `writing to ${this.path} failed: ${explain(error)}`,
      hint: this.#temporary && 'The old file is unchanged.',
      cause: error,
    });
  }
}

/** Writes a whole file, or leaves the old one unchanged. */
export async function writeWhole(path: string, data: string | Uint8Array, mode?: number) {
  const target = await TargetFile.open(path, mode);
  try {
    await target.write(typeof data === 'string' ? Buffer.from(data) : data);
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.commit();
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such folder',
  ENOTDIR: 'no such folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is exceeded',
};

function explain(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
