import type { Stats } from 'ssh2';
import { join } from '../../core/sync/remote-path.js';
import { folderOf } from './paths.js';
import type { Remote } from './remote.js';
import { isStatus, serviceError, shown } from './status.js';

/** As many as Linux follows. */
const MOST_LINKS = 40;

export interface Target {
  /** The file itself, also if the path is a link. */
  target: string;
  /** Its properties, if it exists. */
  found: Stats | undefined;
}

/** The file that a path stands for: also the target of a link that does not exist yet. */
export async function destinationOf(remote: Remote, path: string): Promise<Target> {
  const [found, own] = await Promise.all([remote.find(path), findNoFollow(remote, path)]);
  if (!own?.isSymbolicLink()) return { target: path, found };
  if (found) return { target: await remote.realPath(path), found };
  let at = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const to = await remote.readLink(at);
    at = to.startsWith('/') ? to : join(folderOf(at), to);
    if (!(await findNoFollow(remote, at))?.isSymbolicLink())
      return { target: at, found: undefined };
  }
  const message = `${shown(path)} leads through too many symbolic links`;
  throw serviceError(remote.call, 'FAILURE', path, message);
}

async function findNoFollow(remote: Remote, path: string): Promise<Stats | undefined> {
  return remote.lstat(path).catch((error) => {
    if (isStatus(error, 'NO_SUCH_FILE')) return undefined;
    throw error;
  });
}
