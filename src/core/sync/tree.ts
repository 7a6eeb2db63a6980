/** A file of a tree that is compared or transferred. */
export interface TreeFile {
  /** Relative, with slashes. */
  path: string;
  /** In bytes. */
  size: number;
  /** When its contents were last changed, in milliseconds since 1970. */
  modified: number | undefined;
  /** The permissions, as for chmod. */
  mode?: number | undefined;
}

/** A file or folder that was left out, and why. */
export interface Skipped {
  path: string;
  why: string;
}

/** All files below a folder, on this machine or on a server. */
export interface Tree<F extends TreeFile = TreeFile> {
  files: F[];
  /** Relative, with slashes and none at the end; each after its parent. */
  folders: string[];
  skipped: Skipped[];
}

/** The folders above a path, the outermost first. */
export function foldersAbove(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
