import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Bytes } from '../../core/bytes.js';
import type { Call } from '../../core/call.js';
import { now } from '../../core/clock.js';
import { unreadable } from '../../core/http/upload.js';
import { timeoutError } from '../../core/http/watch.js';

const DISK_CHUNK = 512 * 1024;

/** A whole file on disk, of which any piece can be read at any time. */
export interface DiskFile {
  path: string;
  size: number;
}

/** Gives the data as a file: what is none is kept in a temporary one while it is used. */
export async function onDisk<T>(
  data: Bytes,
  call: Call,
  use: (file: DiskFile) => Promise<T>,
): Promise<T> {
  const { path, size } = data;
  if (path !== undefined && size !== undefined) return use({ path, size });
  const folder = await mkdtemp(join(tmpdir(), 'oint-'));
  try {
    const copy = join(folder, 'data');
    let copied = 0;
    await readingTo(call, async (signal) =>
      pipeline(
        await data.open(),
        async function* (chunks) {
          for await (const chunk of chunks) {
            copied += Buffer.byteLength(chunk);
            yield chunk;
          }
        },
        createWriteStream(copy, { mode: 0o600 }),
        { signal },
      ),
    );
    return await use({ path: copy, size: copied });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A piece of the file, as bytes to be sent; `sha256` is that of what was read of it last. */
export interface Piece {
  bytes: Bytes;
  sha256(): string;
}

export function pieceOf({ path }: DiskFile, start: number, size: number, name: string): Piece {
  let digest = '';
  async function* read() {
    const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
    const end = start + size - 1;
    for await (const chunk of createReadStream(path, { start, end, highWaterMark: DISK_CHUNK })) {
      hash.update(chunk as Buffer);
      yield chunk;
    }
    digest = hash.digest('hex');
  }
  const open = () => Readable.from(read(), { objectMode: false });
  return {
    bytes: new Bytes({ open, size, replayable: true, name, from: path }),
    sha256: () => digest,
  };
}

/** Reads a piece for its digest alone. */
export async function sha256Of(piece: Piece, call: Call): Promise<string> {
  await readingTo(call, async (signal) =>
    pipeline(
      await piece.bytes.open(),
      async (chunks) => {
        for await (const _ of chunks);
      },
      { signal },
    ),
  );
  return piece.sha256();
}

/** Longer than setTimeout can count is as good as never. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Reads from disk or elsewhere until it is done, or the caller or the call's deadline ends it. */
async function readingTo(call: Call, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const left = Math.ceil(Math.min(Math.max(0, call.deadline - now()), LONGEST_TIMER));
  const late = AbortSignal.timeout(left);
  const own = call.options.signal;
  try {
    await work(own ? AbortSignal.any([own, late]) : late);
  } catch (error) {
    if (own?.aborted) throw call.aborted();
    if (late.aborted) throw timeoutError(call, 'timeout');
    throw unreadable(error as Error, call);
  }
}
