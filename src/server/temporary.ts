import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { safeName } from '../serving/safe-name.js';

/** A folder for the files of one call, which only this user can read. */
export interface Folder {
  /** A path for a file of this name. */
  place(name: string): string;
  /** A path for a file of this name, which another file of the call may have too. */
  placeApart(name: string): Promise<string>;
  remove(): Promise<void>;
}

export async function temporaryFolder(): Promise<Folder> {
  const folder = await mkdtemp(join(tmpdir(), 'oint-server-'));
  let count = 0;
  return {
    place: (name) => join(folder, safeName(name)),
    async placeApart(name) {
      const apart = join(folder, String(++count));
      await mkdir(apart, { mode: 0o700 });
      return join(apart, safeName(name));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
