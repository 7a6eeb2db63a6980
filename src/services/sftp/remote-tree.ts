import type { Stats } from 'ssh2';
import { kindOf } from '../../core/access/files.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { Choice } from '../../core/sync/globs.js';
import { whyNot } from '../../core/sync/local.js';
import { join } from '../../core/sync/remote-path.js';
import type { Tree } from '../../core/sync/tree.js';
import { climbs } from './paths.js';
import type { Entry, Remote } from './remote.js';

/** The files below a folder on the server. */
export async function treeOf(remote: Remote, root: string, choice: Choice): Promise<Tree> {
  const tree: Tree = { files: [], folders: [], skipped: [] };
  await walk(remote, { root, choice, tree }, '');
  return tree;
}

interface Walk {
  root: string;
  choice: Choice;
  tree: Tree;
}

async function walk(remote: Remote, walked: Walk, at: string): Promise<void> {
  const { root, choice, tree } = walked;
  const entries = await remote.list(join(root, at));
  for (const entry of entries.sort((a, b) => (a.filename < b.filename ? -1 : 1))) {
    const { filename, attrs } = entry;
    if (filename === '.' || filename === '..') continue;
    const path = join(at, safeName(remote, filename));
    if (entry.isEscaped) {
      tree.skipped.push({ path, why: 'its name is not UTF-8' });
    } else if (attrs.isDirectory()) {
      if (!choice.enters(path)) continue;
      if (choice.takes(`${path}/`)) tree.folders.push(path);
      await walk(remote, walked, path);
    } else if (choice.takes(path)) {
      const stats = await followed(remote, join(root, path), entry);
      if (stats?.isFile()) {
        tree.files.push({ path, size: stats.size, modified: stats.mtime * 1000 });
      } else {
        const found = stats && kindOf(stats);
        tree.skipped.push({ path, why: whyNot(attrs.isSymbolicLink(), found) });
      }
    }
  }
}

/** A link to a file counts as the file. */
async function followed(
  remote: Remote,
  path: string,
  { attrs }: Entry,
): Promise<Stats | undefined> {
  if (!attrs.isSymbolicLink()) return attrs;
  return remote.stat(path).catch(() => undefined);
}

/** Checks a file name from the server: it decides where the file is written. */
export function safeName({ call }: Remote, name: string): string {
  if (!climbs(name)) return name;
  throw new ResponseError({
    method: call.method,
    message: call.redactor.text(
      `the server sent the file name ${JSON.stringify(name)}, which is outside the folder`,
    ),
    hint: 'Nothing was written. Do not trust this server.',
  });
}
