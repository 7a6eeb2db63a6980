import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Bytes } from '../../core/bytes.js';
import type { Call } from '../../core/call.js';
import { unreadable } from '../../core/http/upload.js';

/**
 * Uses bytes whose size is known, which S3 wants before the first of them: a stream is written to a
 * temporary file for that, which is gone when it was used.
 */
export async function withSize<T>(
  data: Bytes,
  call: Call,
  use: (data: Bytes) => Promise<T>,
): Promise<T> {
  if (data.size !== undefined || call.dryRun) return use(data);
  const folder = await mkdtemp(join(tmpdir(), 'oint-s3-'));
  try {
    return await use(await toDisk(data, join(folder, 'data'), call));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function toDisk(data: Bytes, path: string, call: Call): Promise<Bytes> {
  const { signal } = call.options;
  const target = createWriteStream(path, { mode: 0o600 });
  try {
    await pipeline(await data.open(), target, { signal });
  } catch (error) {
    throw signal?.aborted ? call.aborted() : unreadable(error as Error, call);
  }
  const { name = 'data', type } = data;
  return Bytes.file(path, { size: target.bytesWritten, name, ...(type && { type }) });
}
