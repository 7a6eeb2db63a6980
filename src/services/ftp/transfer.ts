import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { unreadable } from '../../core/http/send/upload.js';
import type { Remote } from './remote.js';

export type Advance = (bytes: number) => void;

/** Chunks are written together, because a packet of the network is small. */
const BATCH = 1024 * 1024;
/** How much may arrive while the disk writes. */
const AHEAD = 4 * BATCH;

/** Receives all data of a connection, in chunks. */
export async function receive(
  { task, limits }: Remote,
  socket: Socket,
  take: (chunks: Buffer[]) => Promise<void>,
): Promise<void> {
  task.enter('idleTimeout', limits.read);
  // An empty file may have ended before the server said that it begins.
  if (socket.readableEnded) return;
  let chunks: Buffer[] = [];
  let size = 0;
  let isTaking = false;
  let isOver = false;
  await task.until<void>((resolve, reject) => {
    if (socket.errored) reject(socket.errored);
    const closed = () => reject(new Error('the data connection was closed early'));
    const pass = () => {
      if (isTaking || (size < BATCH && !isOver)) return;
      if (size === 0) return resolve();
      const all = chunks;
      [chunks, size, isTaking] = [[], 0, true];
      if (socket.isPaused()) {
        socket.resume();
        task.enter('idleTimeout', limits.read);
      }
      take(all).then(() => {
        isTaking = false;
        pass();
      }, reject);
    };
    socket.once('error', reject);
    socket.once('close', closed);
    socket.once('end', () => {
      socket.off('close', closed);
      isOver = true;
      // A slow disk does not mean that the server is idle.
      task.hold();
      pass();
    });
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      task.touch();
      pass();
      if (size < AHEAD) return;
      socket.pause();
      task.hold();
    });
  });
  task.enter('idleTimeout', limits.read);
}

/** Sends all bytes of a source, and ends the connection. Returns their number. */
export async function send(
  { task, call, limits }: Remote,
  socket: Socket,
  source: Readable,
  advance: Advance,
): Promise<number> {
  let size = 0;
  let failed: Error | undefined;
  let wake = () => {};
  const fail = (error: Error) => {
    failed ??= error;
    wake();
  };
  const closed = () => fail(new Error('the server closed the data connection'));
  socket.on('error', fail);
  socket.on('close', closed);
  const wait = () =>
    task.until<void>((resolve, reject) => {
      wake = () => (failed ? reject(failed) : resolve());
      if (failed) wake();
    });
  socket.on('drain', () => wake());
  const pieces = source[Symbol.asyncIterator]();
  // The next piece is read while this one is sent.
  const ahead = () => {
    const next = pieces.next();
    next.catch(() => {});
    return next;
  };
  let upcoming = ahead();
  let isReading = false;
  try {
    for (;;) {
      // A slow source does not mean that the server is idle.
      task.hold();
      isReading = true;
      const { value, done } = await task.promise(upcoming);
      isReading = false;
      task.enter('idleTimeout', limits.write);
      if (done) break;
      if (failed) throw failed;
      upcoming = ahead();
      const chunk: Buffer = typeof value === 'string' ? Buffer.from(value) : value;
      size += chunk.length;
      if (!socket.write(chunk, () => task.touch())) await wait();
      advance(chunk.length);
    }
    if (failed) throw failed;
    socket.off('close', closed);
    await task.until<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', () => resolve());
      socket.end(() => resolve());
    });
    return size;
  } catch (error) {
    throw isReading && error !== task.failure ? unreadable(error as Error, call) : error;
  } finally {
    source.destroy();
  }
}
