import { join } from '../../core/sync/remote-path.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { pool } from '../../core/util/pool.js';
import { climbs, describe } from './paths.js';
import type { Remote } from './remote.js';
import type { RemoteObject } from './types.js';

/** Number of folders that are read at the same time: servers have a limit for open folders. */
const AT_ONCE = 8;

/** The objects in a folder, sorted by name. */
export async function listObjects(
  remote: Remote,
  path: string,
  recursive: boolean,
): Promise<RemoteObject[]> {
  const top = await listFolder(remote, path);
  let level = recursive ? top.filter(isFolder) : [];
  while (level.length > 0) {
    const next: RemoteObject[] = [];
    await pool(level, { limit: AT_ONCE }, async (folder) => {
      folder.objects = await listFolder(remote, folder.path);
      next.push(...folder.objects.filter(isFolder));
    });
    level = next;
  }
  return top;
}

/** A name that leads out of its folder would cause endless recursion. */
function isFolder({ is_directory, name, name_encoding }: RemoteObject): boolean {
  return is_directory && name_encoding === undefined && !climbs(name);
}

async function listFolder(remote: Remote, path: string): Promise<RemoteObject[]> {
  const entries = await remote.list(path);
  return entries
    .filter(({ filename }) => filename !== '.' && filename !== '..')
    .map(({ filename, attrs, isEscaped }) => ({
      ...describe(join(path, filename), filename, attrs, attrs.isSymbolicLink()),
      ...(isEscaped && { name_encoding: 'escaped' as const }),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Rows for a table: all objects, each folder before its contents. */
export function flat(objects: readonly RemoteObject[]): JsonRecord[] {
  return objects.flatMap(({ objects: inside = [], ...own }) => [{ ...own }, ...flat(inside)]);
}
