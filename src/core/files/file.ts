import type { Stats } from 'node:fs';
import { access, constants, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { InputError, type OintError, OutputError } from '../errors/errors.js';
import { type Direct, destinationOf, shellsFile } from './destination.js';
import { explain } from './explain.js';
import {
  cannotBeReplaced,
  copyInto,
  isClosedFolder,
  openInPlace,
  replacingChanges,
} from './in-place.js';
import { partName, sweepParts } from './part-file.js';

const ZEROS = 64 * 1024;

/** Checks that an opened file is the one at this path. */
type Check = (handle: FileHandle, path: string) => Promise<void>;

/** A new file, complete before it gets to its path. */
interface Part {
  path: string;
  handle: FileHandle;
  /** The old file, if it must be written in place. */
  old: FileHandle | undefined;
}

/**
 * A file that is written under a temporary name. When it is complete, it replaces the old file:
 * until then, and after a failure, readers see the complete old file. An old file that is more than
 * its content (it has another owner, other hard links, a mount of its own) is not replaced: the
 * complete new content is copied into it. A device or a pipe is written directly.
 */
export class TargetFile {
  readonly path: string;
  readonly #handle: Direct;
  readonly #part: Part | undefined;
  readonly #check: Check | undefined;
  readonly #isFlushed: boolean;
  #size = 0;
  /** True if nothing was written at the end yet: a hole. */
  #endsInHole = false;
  /** True once the old content is being overwritten. */
  #isChanged = false;

  private constructor(path: string, to: Direct | Part, check?: Check, many = false) {
    this.path = path;
    this.#isFlushed = !many;
    this.#part = 'handle' in to ? to : undefined;
    this.#handle = 'handle' in to ? to.handle : to;
    this.#check = check;
  }

  /** Opens the file for writing. Throws an `InputError` if it cannot: nothing was sent yet. */
  static async open(
    path: string,
    mode?: number,
    check?: Check,
    many?: boolean,
  ): Promise<TargetFile> {
    try {
      const given = shellsFile(path);
      if (given) return new TargetFile(path, given);
      const real = await destinationOf(path);
      const found = await stat(real).catch(() => undefined);
      if (found?.isDirectory() || path.endsWith('/') || path.endsWith(sep)) throw failure('EISDIR');
      // There is no old content to protect.
      if (found && !found.isFile()) return new TargetFile(path, await open(real, 'w'));
      // Replacing it would bypass its permissions.
      if (found) await access(real, constants.W_OK);
      const part = await openPart(real, mode, found, check);
      return new TargetFile(real, part, check, many);
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
    const at = (from: number) => (this.#part ? this.#size + from : null);
    try {
      for (let from = 0; from < chunk.length; ) {
        from += (await this.#handle.write(chunk, from, undefined, at(from))).bytesWritten;
      }
      this.#size += chunk.length;
      this.#endsInHole = false;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Writes several chunks at once. */
  async writeAll(chunks: readonly Uint8Array[]): Promise<void> {
    const total = chunks.reduce((sum, { length }) => sum + length, 0);
    if (total === 0) return;
    if (!this.#part) return this.write(Buffer.concat(chunks));
    let written: number;
    try {
      written = (await this.#part.handle.writev(chunks, this.#size)).bytesWritten;
    } catch (error) {
      throw this.#failed(error);
    }
    this.#size += written;
    this.#endsInHole = false;
    if (written < total) await this.write(Buffer.concat(chunks).subarray(written));
  }

  /** Zeros, which take up no space in a file. */
  async hole(size: number): Promise<void> {
    if (this.#part) {
      this.#size += size;
      this.#endsInHole = true;
      return;
    }
    const zeros = new Uint8Array(Math.min(size, ZEROS));
    for (let left = size; left > 0; left -= zeros.length) {
      await this.write(zeros.subarray(0, Math.min(left, zeros.length)));
    }
  }

  /** Starts again: discards what was written so far. */
  async restart(): Promise<void> {
    if (this.#size === 0) return;
    if (!this.#part)
      throw this.#failed(new Error('part of it was already written and cannot be undone'));
    try {
      await this.#part.handle.truncate(0);
      this.#size = 0;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Puts the complete file in the place of the old one. */
  async commit(): Promise<void> {
    try {
      if (this.#part) await this.#replace(this.#part);
      await this.#handle.close();
    } catch (error) {
      await this.discard();
      throw this.#failed(error);
    }
    await this.discard();
  }

  async #replace({ path, handle, old }: Part): Promise<void> {
    if (this.#endsInHole) await handle.truncate(this.#size);
    if (this.#isFlushed) await handle.sync();
    if (old) return this.#overwrite(path, old);
    // Windows renames no open file.
    await handle.close();
    try {
      await rename(path, this.path);
    } catch (error) {
      const found = await stat(this.path).catch(() => undefined);
      if (!cannotBeReplaced(error) || !found?.isFile()) throw error;
      const late = await openInPlace(this.path);
      try {
        await this.#check?.(late, this.path);
        await this.#overwrite(path, late);
      } finally {
        await late.close();
      }
    }
  }

  async #overwrite(from: string, old: FileHandle): Promise<void> {
    this.#isChanged = true;
    await copyInto(old, from);
  }

  /** Removes what was written. The old file stays. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await this.#part?.old?.close().catch(() => {});
    if (this.#part) await rm(this.#part.path, { force: true }).catch(() => {});
  }

  #failed(error: unknown): OintError {
    return new OutputError({
      message: `writing to ${this.path} failed: ${explain(error)}`,
      hint: this.#isChanged
        ? 'It could only be written in place, and is now incomplete.'
        : this.#part && 'The old file is unchanged.',
      cause: error,
    });
  }
}

/** Opens a new file for the content, and the old one too if that must be written in place. */
async function openPart(
  real: string,
  given: number | undefined,
  found: Stats | undefined,
  check: Check | undefined,
): Promise<Part> {
  // The mode of the old file, whatever the umask.
  const mode = given ?? (found && found.mode & 0o7777);
  let path = join(dirname(real), partName(basename(real)));
  await sweepParts(dirname(real));
  let isBeside = true;
  const handle = await open(path, 'wx', mode).catch((error) => {
    if (!found || !isClosedFolder(error)) throw error;
    isBeside = false;
    path = join(tmpdir(), partName(basename(real)));
    return open(path, 'wx', 0o600);
  });
  let old: FileHandle | undefined;
  try {
    if (isBeside) await check?.(handle, path);
    if (found && (!isBeside || replacingChanges(found, await handle.stat()))) {
      old = await openInPlace(real);
      await check?.(old, real);
    }
    if (mode !== undefined && isBeside) await handle.chmod(mode).catch(() => {});
    if (given !== undefined) await old?.chmod(given).catch(() => {});
    return { path, handle, old };
  } catch (error) {
    await Promise.all([handle.close(), old?.close()]).catch(() => {});
    await rm(path, { force: true }).catch(() => {});
    throw error;
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
