import { ResponseError } from '../../core/errors/errors.js';
import type { Choice } from '../../core/sync/globs.js';
import { join } from '../../core/sync/remote-path.js';
import type { Tree } from '../../core/sync/tree.js';
import { listFolder } from './listing.js';
import { climbs } from './paths.js';
import type { Remote } from './remote.js';
import type { FtpObject } from './types.js';

/** The files below a folder on the server. */
export async function treeOf(remote: Remote, root: string, choice: Choice): Promise<Tree> {
  const tree: Tree = { files: [], folders: [], skipped: [] };
  const waiting = [''];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const one of await listFolder(remote, at ? join(root, at) : root)) {
      const path = join(at, safeName(remote, one.name));
      const isFolder = one.is_directory && !one.is_symlink;
      if (isFolder ? !choice.enters(path) : !choice.takes(path)) continue;
      const why = whyNot(one);
      if (why) tree.skipped.push({ path, why });
      else if (isFolder) {
        if (choice.takes(`${path}/`)) tree.folders.push(path);
        waiting.push(path);
        if (path.length > DEEPEST) throw tooDeep(remote);
      } else tree.files.push({ path, size: one.size, modified: timeOf(remote, one) });
    }
  }
  return tree;
}

/** A time is exact only in a list of MLSD: the others have no seconds, and no time zone. */
function timeOf({ features }: Remote, { modified }: FtpObject): number | undefined {
  const isExact = features.has('MLST') || features.has('MLSD');
  return isExact && modified !== null ? Date.parse(modified) : undefined;
}

/** The longest path: a server could list a folder in itself without end. */
const DEEPEST = 4096;

function tooDeep({ call }: Remote): ResponseError {
  const message = 'the folders on the server are nested too deep';
  return new ResponseError({ method: call.method, message });
}

function whyNot({ name_encoding, is_symlink }: FtpObject): string | undefined {
  if (name_encoding) return "its name is not text in the encoding of the settings ('encoding')";
  return is_symlink ? 'it is a link' : undefined;
}

/** Checks a file name from the server: it decides where the file is written. */
export function safeName({ call }: Remote, name: string): string {
  if (!climbs(name)) return name;
  const shownName = call.redactor.text(JSON.stringify(name));
  const message = `the server listed the invalid file name ${shownName}: nothing was saved`;
  throw new ResponseError({ method: call.method, message });
}
