import { closeSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomHex } from '../../core/util/random.js';
import { ApiError } from '../errors.js';

const OWNER_ONLY = 0o600;
/** What a blob may be called: nothing that a client says becomes a path. */
const ID = /^(file-|part_)[0-9a-f]{24}$/;

/** The bytes of files and of parts of files, each in a file of its own that is named by its id. */
export class Blobs {
  readonly #folder: string;
  readonly #incoming: () => Promise<string>;

  /** `incoming` tells the folder for what is not whole yet: on the same disk, of this process alone. */
  constructor(folder: string, incoming: () => Promise<string>) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#incoming = incoming;
  }

  /** Takes in bytes as they arrive, and sees to it that they are on disk. Keeps nothing of broken ones. */
  async receive(content: AsyncIterable<Uint8Array>, most: number): Promise<Incoming> {
    const path = join(await this.#incoming(), randomHex(12));
    const handle = await open(path, 'wx', OWNER_ONLY);
    try {
      const size = await writeAll(handle, content, most);
      await handle.sync();
      await handle.close();
      return new Incoming(path, size);
    } catch (error) {
      await handle.close().catch(() => {});
      await rm(path, { force: true });
      throw error;
    }
  }

  /**
   * Gives what has come in its name. To be called inside the transaction that makes it known: a blob
   * that nothing knows of is removed at the next start.
   */
  keep(path: string, id: string): void {
    renameSync(path, this.path(id));
    syncFolder(this.#folder);
  }

  /** To be read and closed by the caller; `undefined` where there is none. */
  async open(id: string): Promise<FileHandle | undefined> {
    try {
      return await open(this.path(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async remove(ids: Iterable<string>): Promise<void> {
    for (const id of ids) await rm(this.path(id), { force: true });
  }

  async ids(): Promise<string[]> {
    return (await readdir(this.#folder)).filter((name) => ID.test(name));
  }

  path(id: string): string {
    if (ID.test(id)) return join(this.#folder, id);
    throw new Error(`no id of a blob: ${JSON.stringify(id)}`);
  }
}

/** Bytes that are on disk and not yet known under any name. */
export class Incoming {
  readonly path: string;
  readonly size: number;

  constructor(path: string, size: number) {
    this.path = path;
    this.size = size;
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

async function writeAll(handle: FileHandle, content: AsyncIterable<Uint8Array>, most: number) {
  let size = 0;
  for await (const chunk of content) {
    if (size + chunk.length > most) throw tooLarge(most);
    for (let from = 0; from < chunk.length; ) {
      from += (await handle.write(chunk, from)).bytesWritten;
    }
    size += chunk.length;
  }
  return size;
}

export function tooLarge(most: number): ApiError {
  const message = `This is larger than ${most} bytes, the most that is taken here.`;
  return new ApiError({ status: 413, message, code: 'file_too_large' });
}

/** A new name lasts only when its folder is on disk, too. */
function syncFolder(path: string): void {
  // Windows opens no folders, and keeps names by itself.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
