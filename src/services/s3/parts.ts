import { Readable } from 'node:stream';
import type { SourceFile } from '../../core/access/files.js';
import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { unreadable } from '../../core/http/send/upload.js';
import type { JsonRecord } from '../../core/util/is-record.js';

/** S3's limits: the smallest part (except the last), and the most parts. */
const SMALLEST_PART = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;

export interface Part {
  number: number;
  bytes: Bytes;
  /** Call it when the part has been sent: its memory can be reused. */
  release?(): void;
}

/** A part that the storage copies from another object. */
export interface CopiedPart {
  number: number;
  size: number;
  /** The headers that name the object and the range. */
  source: JsonRecord;
}

/** Read and sent in chunks of this size: each shows progress on a slow connection. */
const PIECE = 512 * 1024;

/** The part size for a total size: as requested, or large enough for the maximum number of parts. */
export function partSize(size: number | undefined, wanted: number): number {
  const least = Math.ceil((size ?? 0) / MOST_PARTS);
  return Math.max(wanted, SMALLEST_PART, least);
}

/** The parts of a file: each is read from disk when it is sent, and again for a retry. */
export function* partsOfFile(file: SourceFile, each: number): Generator<Part> {
  const { size } = file;
  for (let start = 0, number = 1; start < size; start += each, number++) {
    const end = Math.min(start + each, size);
    const open = () => file.read({ start, end: end - 1 });
    const from = `part ${number} of ${file.path}`;
    yield { number, bytes: new Bytes({ open, size: end - start, replayable: true, from }) };
  }
}

/**
 * The parts of a stream: each is held in memory while it is sent. The memory of a released part is
 * reused, so there are never more buffers than parts in progress.
 */
export async function* partsOfStream(
  data: Bytes,
  each: number,
  signal: AbortSignal,
  call: Call,
): AsyncGenerator<Part> {
  const free: Buffer[] = [];
  let room: Buffer = Buffer.allocUnsafeSlow(each);
  let size = 0;
  let number = 0;
  const take = (): Part => {
    if (++number > MOST_PARTS) throw tooMany(call, each);
    const full = room;
    return {
      number,
      bytes: inMemory(full.subarray(0, size), `part ${number} of ${data.from}`),
      release: () => void free.push(full),
    };
  };
  for await (const chunk of read(data, signal, call)) {
    for (let rest = chunk; rest.length > 0; ) {
      const taken = rest.copy(room, size);
      size += taken;
      rest = rest.subarray(taken);
      if (size < each) continue;
      yield take();
      room = free.pop() ?? Buffer.allocUnsafeSlow(each);
      size = 0;
    }
  }
  // Also if there is nothing at all: an object may be empty.
  if (size > 0 || number === 0) yield take();
}

/** A stream that stalls must be stopped from outside; it ends here. */
async function* read(data: Bytes, signal: AbortSignal, call: Call): AsyncGenerator<Buffer> {
  const stream = await data.open();
  const stop = () => void stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) return;
    for await (const chunk of stream) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
  } catch (error) {
    throw unreadable(error as Error, call);
  } finally {
    signal.removeEventListener('abort', stop);
    stream.destroy();
  }
}

function inMemory(buffer: Buffer, from: string): Bytes {
  const open = () => Readable.from(piecesOf(buffer), { objectMode: false });
  return new Bytes({ open, size: buffer.length, replayable: true, from });
}

function* piecesOf(buffer: Buffer): Generator<Buffer> {
  for (let at = 0; at < buffer.length; at += PIECE) yield buffer.subarray(at, at + PIECE);
}

function tooMany(call: Call, each: number): InputError {
  return new InputError({
    method: call.method,
    message: `the data is larger than ${MOST_PARTS} parts of ${each} bytes`,
    hint: `Use larger parts: set ChunkSize in ${call.label('basic')}, in bytes.`,
  });
}
