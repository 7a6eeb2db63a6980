/** A file, a folder or a link in an archive of any format. */
export interface Member {
  /** Relative, with slashes and none at the end; empty for the folder that contains all others. */
  path: string;
  kind: 'file' | 'folder' | 'symlink' | 'hardlink' | 'other';
  /** Of the unpacked file, in bytes. */
  size: number;
  /** The permissions, as for chmod. */
  mode?: number | undefined;
  /** In milliseconds since 1970. */
  modified?: number | undefined;
  /** Where a link leads. */
  link?: string | undefined;
  /** Why it cannot be unpacked, if the format knows. */
  why?: string | undefined;
}

/** A part of a file; `undefined` at its end. */
export type ReadPart = () => Promise<Buffer | { hole: number } | undefined>;

/** What was left out, and why. */
export interface Skipped {
  path: string;
  why: string;
}

/** A path as archives have it (`./docs/`), without what means nothing. */
export function cleanPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '.');
  // A slash at the beginning is not nothing: such a path is refused later.
  const start = parts[0] === '' && parts.length > 1 ? '/' : '';
  return start + parts.filter((part) => part !== '').join('/');
}
