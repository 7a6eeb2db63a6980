import { join } from 'node:path';
import type { Call } from '../../core/definition/call.js';
import type { Tree } from '../../core/sync/tree.js';
import { isRecord } from '../../core/util/is-record.js';
import { cutIn } from './batches.js';
import { send } from './wire.js';

/** The server limits the names in a form, in number and in bytes. */
const MOST = { items: 200, size: 16 * 1024 };

// Not imported: most commands need no node:crypto, and loading it is felt.
const sha1 = () => process.getBuiltinModule('node:crypto').createHash('sha1');

interface Comparing {
  local: string;
  root: string;
  here: Tree;
  there: Tree;
}

/** The files whose contents the site has already. A file of another size is not even read. */
export async function storedAlready(
  call: Call,
  token: string,
  { local, root, here, there }: Comparing,
): Promise<Set<string>> {
  const sizes = new Map(there.files.map(({ path, size }) => [path, size]));
  const alike = here.files.filter(({ path, size }) => sizes.get(path) === size);
  const stored = new Set<string>();
  for (const part of cutIn(alike, MOST, ({ path }) => Buffer.byteLength(root + path))) {
    const hashes: Record<string, string> = {};
    for (const { path } of part) {
      const hash = await hashOf(call, join(local, path));
      if (hash !== undefined) hashes[root + path] = hash;
    }
    const { files } = await send(call, { token }, 'POST /upload_hash', hashes);
    for (const { path } of part) {
      if (isRecord(files) && files[root + path] === true) stored.add(path);
    }
  }
  return stored;
}

async function hashOf(call: Call, path: string): Promise<string | undefined> {
  const file = await call.access.files.open(path);
  if (!file) return undefined;
  const hash = sha1();
  for await (const chunk of file.read()) {
    if (call.options.signal?.aborted) throw call.aborted();
    hash.update(chunk);
  }
  return hash.digest('hex');
}
