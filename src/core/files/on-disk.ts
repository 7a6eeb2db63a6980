import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../definition/call.js';
import { Bytes } from './bytes.js';
import { TargetFile } from './file.js';
import { readThrough } from './read-through.js';

/**
 * Provides data as a file of known size, which can be read repeatedly. Other data (a stream, a URL,
 * memory) is copied to a temporary file, which is deleted after use.
 */
export async function onDisk<T>(
  data: Bytes,
  call: Call,
  use: (file: Bytes) => Promise<T>,
): Promise<T> {
  if (data.file) return use(data);
  const folder = await mkdtemp(join(tmpdir(), 'oint-'));
  try {
    return await use(await copied(data, join(folder, 'data'), call));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copied(data: Bytes, path: string, call: Call): Promise<Bytes> {
  const target = await TargetFile.open(path, 0o600);
  try {
    await readThrough(data, call, (chunk) => target.write(chunk));
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.commit();
  const { name = 'data', type } = data;
  return Bytes.file(path, { size: target.size, name, ...(type && { type }) });
}
