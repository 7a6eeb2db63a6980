import { closeSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomHex } from '../../core/util/random.js';
import { ApiError } from '../errors.js';

const OWNER_ONLY = 0o600;
/** Valid blob IDs: nothing that a client sends becomes a path. */
const ID = /^(file-|part_)[0-9a-f]{24}$/;

/** The bytes of files and upload parts, each in a file named by its ID. */
export class Blobs {
  readonly #folder: string;
  readonly #incoming: () => Promise<string>;

  /**
   * `incoming` returns the folder for incomplete blobs: on the same disk, used by this process
   * only.
   */
  constructor(folder: string, incoming: () => Promise<string>) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#incoming = incoming;
  }

  /** Stores bytes as they arrive and flushes them to disk. Incomplete ones are deleted. */
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
   * Moves a received blob to its final name. Call it inside the transaction that records the blob:
   * blobs without a record are deleted at the next start.
   */
  keep(path: string, id: string): void {
    renameSync(path, this.path(id));
    syncFolder(this.#folder);
  }

  /** Opens a blob, which the caller must close; `undefined` if it does not exist. */
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
    throw new Error(`not a blob ID: ${JSON.stringify(id)}`);
  }
}

/** Bytes that are on disk but have no final name yet. */
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
  const message = `The file is larger than the limit of ${most} bytes.`;
  return new ApiError({ status: 413, message, code: 'file_too_large' });
}

/** A new name is durable only when its folder has been flushed, too. */
function syncFolder(path: string): void {
  // Windows cannot open folders, and makes names durable itself.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
