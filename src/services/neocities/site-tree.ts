import type { Call } from '../../core/definition/call.js';
import type { Choice } from '../../core/sync/globs.js';
import { foldersAbove, type Skipped, type Tree } from '../../core/sync/tree.js';
import { isRecord } from '../../core/util/is-record.js';
import { send } from './wire.js';

/** Everything in a folder of the site, relative to it. Without a path, Neocities lists all. */
export async function siteTree(
  call: Call,
  token: string,
  root: string,
  choice: Choice,
): Promise<Tree> {
  const tree: Tree = { files: [], folders: [], skipped: [] };
  const { files } = await send(call, { token }, 'GET /list');
  for (const one of Array.isArray(files) ? files : []) {
    if (!isRecord(one) || typeof one.path !== 'string') continue;
    const whole = one.path.replace(/^\/+/, '');
    const path = whole.slice(root.length);
    if (!whole.startsWith(root) || path === '') continue;
    if (one.is_directory === true) {
      if (choice.takes(`${path}/`)) tree.folders.push(path);
    } else if (choice.takes(path)) {
      tree.files.push({ path, size: Number(one.size), modified: undefined });
    }
  }
  return tree;
}

/** The paths on the site to delete, and what must stay although it is not in the local folder. */
export function removable(
  files: readonly string[],
  here: Tree,
  there: Tree,
  root: string,
): { paths: string[]; skipped: Skipped[] } {
  const isIndex = (path: string) => root + path === 'index.html';
  const gone = new Set(files.filter((path) => !isIndex(path)));
  const left = there.files.map(({ path }) => path).filter((path) => !gone.has(path));
  const unread = here.skipped.map(({ path }) => path);
  const kept = new Set([...here.folders, ...[...left, ...unread].flatMap(foldersAbove), ...unread]);
  const isUnread = (path: string) => foldersAbove(`${path}/x`).some((one) => unread.includes(one));
  const folders = there.folders.filter((path) => !kept.has(path) && !isUnread(path));
  // What is in a folder comes before it.
  folders.sort((one, other) => other.length - one.length);
  return {
    paths: [...gone, ...folders].map((path) => root + path),
    skipped: files
      .filter(isIndex)
      .map((path) => ({ path, why: 'a site always keeps its index.html' })),
  };
}
