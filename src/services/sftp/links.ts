import { ServiceError } from '../../core/errors/errors.js';
import type { Remote } from './remote.js';

/** The number of links, after type and permissions, in a line as of `ls -l`. */
const LINKS = /^-[-rwxsStTlL]{9}[.+@]? {1,20}(\d{1,9}) /;
/** A longer folder is not read only for the links in it. */
const MOST_LISTED = 20_000;

const known = new WeakMap<Remote, Map<string, Promise<ReadonlySet<string>>>>();

/**
 * The names in a folder of files with other hard links, as far as the server shows the number of
 * links: only in its listings, and only as text. A folder is listed once in each call.
 */
export function linkedNames(remote: Remote, folder: string): Promise<ReadonlySet<string>> {
  const folders = known.get(remote) ?? new Map();
  known.set(remote, folders);
  const names = folders.get(folder) ?? list(remote, folder);
  folders.set(folder, names);
  return names;
}

async function list(remote: Remote, folder: string): Promise<ReadonlySet<string>> {
  const linked = new Set<string>();
  let handle: Buffer | undefined;
  try {
    handle = await remote.openFolder(folder);
    for (let seen = 0; seen < MOST_LISTED; ) {
      const entries = await remote.nextEntries(handle, folder);
      seen += Math.max(1, entries.length);
      for (const { filename, longname = '' } of entries) {
        if (Number(LINKS.exec(longname)?.[1]) > 1) linked.add(filename);
      }
    }
  } catch (error) {
    // The end of the list, or a folder that can be written and not read.
    if (!(error instanceof ServiceError)) throw error;
  } finally {
    if (handle) await remote.abandon(handle);
  }
  return linked;
}
