import { OintError } from '../../core/errors/errors.js';
import type { Remote } from './remote.js';
import { shrunk } from './transfer.js';

/** An existing file, open for writing. */
export interface Old {
  handle: Buffer;
  path: string;
  size: number;
}

/** Writes over the content of an existing file, which keeps everything else. */
export async function overwrite(
  remote: Remote,
  { handle, path, size: before }: Old,
  write: (to: Buffer) => Promise<number>,
): Promise<number> {
  try {
    const size = await write(handle);
    // Last: until then, a failure has lost as little as possible.
    if (size < before) await remote.setSize(handle, size, path);
    return size;
  } catch (error) {
    if (error instanceof OintError)
      error.advises('The file could only be written in place, and may now be incomplete.');
    throw error;
  }
}

/** Bytes in a request of a copy through this machine. */
const PIECE = 128 * 1024;

/** Copies a file on the server into an open one. Returns its size. */
export async function copy(
  remote: Remote,
  from: string,
  to: Buffer,
  path: string,
): Promise<number> {
  const source = await remote.open(from, 'r');
  try {
    const size = await remote.size(source, from);
    if (await remote.copyData(source, to, path)) return size;
    for (let at = 0; at < size; ) {
      const buffer = Buffer.allocUnsafe(Math.min(PIECE, size - at));
      const count = await remote.read(source, buffer, at, from);
      if (count === 0) throw shrunk(remote, from);
      await remote.write(to, buffer.subarray(0, count), at, path);
      at += count;
    }
    return size;
  } finally {
    await remote.abandon(source);
  }
}
