import { join } from 'node:path';
import type { SourceFile } from '../../core/access/files.js';
import type { Call } from '../../core/definition/call.js';
import { partSize } from './parts.js';

// Not imported: most commands need no node:crypto, and loading it is felt.
const md5 = () => process.getBuiltinModule('node:crypto').createHash('md5');

/**
 * True if a file on this machine has the contents of an object, by its ETag: an MD5, or for an
 * object in parts the MD5 of the MD5 sums of its parts, if it was uploaded with this part size. An
 * ETag of another kind says nothing, so the answer is false.
 */
export async function hasContents(
  call: Call,
  folder: string,
  { path, size }: { path: string; size: number },
  etag: string | undefined,
  chunkSize: number,
): Promise<boolean> {
  const [, sum, parts] = /^"?([0-9a-f]{32})(?:-(\d{1,5}))?"?$/i.exec(etag ?? '') ?? [];
  if (!sum) return false;
  const each = parts === undefined ? Math.max(size, 1) : partSize(size, chunkSize);
  if (parts !== undefined && Math.ceil(size / each) !== Number(parts)) return false;
  const file = await call.access.files.open(join(folder, path));
  if (!file) return false;
  const sums: Buffer[] = [];
  for (let start = 0; start < Math.max(size, 1); start += each) {
    sums.push(await sumOf(file, start, Math.min(start + each, size)));
  }
  const found = parts === undefined ? sums[0]! : md5().update(Buffer.concat(sums)).digest();
  return found.toString('hex') === sum.toLowerCase();
}

async function sumOf(file: SourceFile, start: number, end: number): Promise<Buffer> {
  const hash = md5();
  if (end > start) for await (const chunk of file.read({ start, end: end - 1 })) hash.update(chunk);
  return hash.digest();
}
