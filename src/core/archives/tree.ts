import { MOST_LEVELS } from '../util/depth.js';
import type { Member } from './member.js';

/** A file or folder in the tree of an archive. `File` is what a file has beside its name. */
export type TreeNode<File> =
  | { name: string; directory: true; entries: TreeNode<File>[] }
  | ({ name: string; directory: false } & File);

interface Folder<File> {
  folders: Map<string, Folder<File>>;
  files: Map<string, File>;
}

/** Nested deeper than this, a tree could not be written as JSON. */
const DEEPEST = MOST_LEVELS / 2 - 2;

/**
 * Builds the tree of an archive: in each folder the folders, then the files, by name. `undefined` if a
 * path is too deep.
 */
export class TreeBuilder<File> {
  readonly #root: Folder<File> = { folders: new Map(), files: new Map() };

  /** False if the path is nested too deeply. */
  add({ path, kind }: Pick<Member, 'path' | 'kind'>, file: File): boolean {
    const names = path.split('/').filter((name) => name !== '');
    if (names.length > DEEPEST) return false;
    const last = kind === 'folder' ? undefined : names.pop();
    let at = this.#root;
    for (const name of names) {
      let next = at.folders.get(name);
      if (!next) {
        next = { folders: new Map(), files: new Map() };
        at.folders.set(name, next);
      }
      at = next;
    }
    if (last !== undefined) at.files.set(last, file);
    return true;
  }

  nodes(): TreeNode<File>[] {
    return nodesOf(this.#root);
  }
}

function nodesOf<File>({ folders, files }: Folder<File>): TreeNode<File>[] {
  return [
    ...[...folders]
      .sort(byName)
      .map(([name, folder]) => ({ name, directory: true as const, entries: nodesOf(folder) })),
    ...[...files]
      .sort(byName)
      .map(([name, file]) => ({ name, directory: false as const, ...file })),
  ];
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
