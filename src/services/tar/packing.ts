import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { type Item, unreadable } from '../../core/archives/pack.js';
import type { Call } from '../../core/definition/call.js';
import { pause } from '../../core/definition/pause.js';
import { Batch } from '../../core/files/batch.js';
import type { TargetFile } from '../../core/files/file.js';
import { readBounded } from '../../core/files/read-bounded.js';
import { paddingOf } from '../../core/formats/tar/reader.js';
import { END, headersOf } from '../../core/formats/tar/writer.js';
import { copies } from '../../core/util/copies.js';

/** Files up to this size, in bytes, are read several at a time, ahead of their turn. */
const SMALL = 256 * 1024;
const AHEAD = 32;
/** Data of unknown size is read into memory first: its size comes before it. */
const LARGEST_UNSIZED = 2 ** 30;
/** How many entries are written between two pauses. */
const SLICE = 512;

const PADDING = Buffer.alloc(512);
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/**
 * The entries of an archive as they are in the file, without its end. Each piece is valid until the next
 * one is taken: large files are read into the same memory.
 */
export async function* packed(call: Call, items: readonly Item[]): AsyncGenerator<Buffer> {
  const ahead = new Map<number, Promise<Buffer>>();
  let next = 0;
  const readAhead = (from: number) => {
    for (; next < items.length && next < from + AHEAD; next++) {
      const item = items[next]!;
      if (item.file === undefined || (item.size ?? 0) > SMALL) continue;
      const reading = call.access.files.read(item.file);
      // It is awaited later, or not at all after a failure.
      reading.catch(() => {});
      ahead.set(next, reading);
    }
  };
  const advance = progressOf(call, items);
  for (let index = 0; index < items.length; index++) {
    if (index % SLICE === 0) await pause(call);
    readAhead(index);
    const item = items[index]!;
    const small = ahead.get(index);
    ahead.delete(index);
    if (item.isFolder) yield headers(item, 0);
    else if (small) yield whole(item, await small.catch((error) => refuse(call, item, error)));
    else yield* streamed(call, item);
    advance(item.size ?? 0);
  }
}

/** Reports the progress after each file. */
function progressOf(call: Call, items: readonly Item[]): (bytes: number) => void {
  const total = items.reduce((sum, { size = 0 }) => sum + size, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    call.options.onProgress?.({ direction: 'up', done, total });
  };
}

function headers({ path, isFolder, mode, modified }: Item, size: number): Buffer {
  const usual = isFolder ? FOLDER_MODE : FILE_MODE;
  return headersOf({
    path,
    isFolder,
    size,
    mode: (mode ?? usual) & 0o777,
    modified: modified ?? Date.now(),
  });
}

function whole(item: Item, data: Buffer): Buffer {
  return Buffer.concat([headers(item, data.length), data, paddingFor(data.length)]);
}

function paddingFor(size: number): Buffer {
  return PADDING.subarray(0, paddingOf(size));
}

/** A file that is read while it is written. */
async function* streamed(call: Call, item: Item): AsyncGenerator<Buffer> {
  const { data, size } = item;
  if (data && size === undefined) {
    const limits = { largest: LARGEST_UNSIZED, param: 'src' };
    const bytes = await readBounded(data, call, limits);
    yield headers(item, bytes.length);
    yield bytes;
    return yield paddingFor(bytes.length);
  }
  const source = data
    ? await data.open()
    : (
        await call.access.files.open(item.file!).catch((error) => refuse(call, item, error))
      )?.blocks();
  if (!source) throw unreadable(call, item.file!, 'it was deleted in the meantime');
  const expected = size ?? 0;
  yield headers(item, expected);
  let read = 0;
  for await (const chunk of source) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    read += bytes.length;
    if (read > expected) break;
    yield bytes;
  }
  if (read !== expected) {
    throw unreadable(call, item.file ?? item.path, 'its size changed while it was read');
  }
  yield paddingFor(expected);
}

function refuse(call: Call, item: Item, error: unknown): never {
  throw unreadable(call, item.file ?? item.path, (error as Error).message, error);
}

/** How an archive is compressed. */
export interface Compression {
  gzip: boolean;
  level: number;
}

/** All bytes of an archive with these entries. */
async function* complete(entries: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* entries;
  yield END;
}

function compressed(entries: AsyncIterable<Buffer>, { gzip, level }: Compression) {
  const all = complete(entries);
  if (!gzip) return all;
  // The stream reads ahead.
  const source = Readable.from(copies(all), { objectMode: false, highWaterMark: 2 ** 20 });
  const stream = createGzip({ level, chunkSize: 2 ** 17 });
  source.on('error', (error) => stream.destroy(error));
  stream.on('close', () => source.destroy());
  return source.pipe(stream) as AsyncIterable<Buffer>;
}

/** Writes an archive to a file, completely or not at all. */
export async function toFile(
  target: TargetFile,
  entries: AsyncIterable<Buffer>,
  how: Compression,
): Promise<number> {
  const batch = new Batch(target);
  try {
    for await (const chunk of compressed(entries, how)) await batch.add(chunk);
    await batch.end();
  } catch (error) {
    await batch.settled();
    await target.discard();
    throw error;
  }
  await target.commit();
  return target.size;
}

export async function toMemory(entries: AsyncIterable<Buffer>, how: Compression): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of compressed(entries, how)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
