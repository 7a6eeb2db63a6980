import type { Readable } from 'node:stream';
import { ResponseError } from '../../core/errors/errors.js';
import { unreadable } from '../../core/http/send/upload.js';
import type { Remote } from './remote.js';
import { shown } from './status.js';

/** Bytes in one request, and in all pending requests, which keep a slow connection busy. */
const PIECE = 128 * 1024;
const UNDER_WAY = 4 * 1024 * 1024;

export type Advance = (bytes: number) => void;

/** Sends all bytes of a source to an open file. Returns their number. */
export async function send(
  remote: Remote,
  handle: Buffer,
  source: Readable,
  path: string,
  advance: Advance,
): Promise<number> {
  const { task, call } = remote;
  let at = 0;
  let underWay = 0;
  let failure: Error | undefined;
  let wake = () => {};
  const settled = (length: number) => (error?: Error) => {
    underWay -= length;
    failure ??= error;
    wake();
  };
  const room = async (most: number) => {
    while (underWay > most && !failure) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (failure) throw failure;
  };
  const pieces = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      // A slow source does not mean that the server is idle.
      task.hold();
      const { value, done } = await task.promise(pieces.next());
      task.enter('idleTimeout');
      if (done) break;
      const chunk = typeof value === 'string' ? Buffer.from(value) : (value as Buffer);
      for (let from = 0; from < chunk.length; from += PIECE) {
        const piece = chunk.subarray(from, from + PIECE);
        await room(UNDER_WAY);
        underWay += piece.length;
        const told = settled(piece.length);
        remote
          .write(handle, asBuffer(piece), at, path)
          .then(() => advance(piece.length))
          .then(() => told(), told);
        at += piece.length;
      }
    }
    await room(0);
    return at;
  } catch (error) {
    const own = error === failure || error === task.failure;
    throw own ? error : unreadable(error as Error, call);
  } finally {
    source.destroy();
  }
}

function asBuffer(data: Uint8Array): Buffer {
  return Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** A file from the server in chunks, with several pending requests. */
export async function* pieces(remote: Remote, path: string): AsyncGenerator<Buffer> {
  const handle = await remote.open(path, 'r');
  let closed = false;
  try {
    const size = await remote.size(handle, path);
    // Some files (in /proc) have the size 0, but have bytes.
    yield* size === 0 ? toTheEnd(remote, handle, path) : upTo(size, remote, handle, path);
    await remote.close(handle, path);
    closed = true;
  } finally {
    if (!closed) await remote.abandon(handle);
  }
}

async function* upTo(
  size: number,
  remote: Remote,
  handle: Buffer,
  path: string,
): AsyncGenerator<Buffer> {
  const asked: { piece: Promise<Buffer>; wanted: number }[] = [];
  let next = 0;
  while (next < size || asked.length > 0) {
    while (next < size && asked.length < UNDER_WAY / PIECE) {
      const wanted = Math.min(PIECE, size - next);
      const piece = whole(remote, handle, next, wanted, path);
      // It is awaited in its turn.
      piece.catch(() => {});
      asked.push({ piece, wanted });
      next += wanted;
    }
    const { piece, wanted } = asked.shift()!;
    const data = await piece;
    if (data.length < wanted) throw shrunk(remote, path);
    yield data;
  }
}

async function* toTheEnd(remote: Remote, handle: Buffer, path: string): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const data = await whole(remote, handle, at, PIECE, path);
    if (data.length > 0) yield data;
    if (data.length < PIECE) return;
    at += data.length;
  }
}

/** A chunk of this size; less only at the end of the file. */
async function whole(
  remote: Remote,
  handle: Buffer,
  at: number,
  wanted: number,
  path: string,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(wanted);
  let filled = 0;
  while (filled < wanted) {
    const count = await remote.read(handle, buffer.subarray(filled), at + filled, path);
    if (count === 0) break;
    filled += count;
  }
  return filled === wanted ? buffer : buffer.subarray(0, filled);
}

export function shrunk({ call }: Remote, path: string): ResponseError {
  return new ResponseError({
    method: call.method,
    cut: true,
    message: call.redactor.text(`${shown(path)} became shorter while it was read`),
    hint: 'Another process is writing to it. Try again.',
  });
}
