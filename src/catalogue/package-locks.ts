import { readFileSync } from 'node:fs';

/**
 * A set of packages in the versions that this OInt was tested with, in the format of npm's lock
 * files.
 */
export interface PackageLock {
  /** Versions of the set's own packages. */
  dependencies: Record<string, string>;
  /** These and all their dependencies, by the folders they are installed in. */
  packages: Record<string, LockedPackage>;
  /** The optional dependencies of the former, by name. */
  optional: Record<string, LockedPackage>;
}

interface LockedPackage {
  version: string;
  /** Its checksum: npm accepts nothing else. */
  integrity: string;
}

// Both `src/catalogue/` and every folder of `dist/` are two levels below the package.
const FOLDER = new URL('../../dist/packages/', import.meta.url);

export function readPackageLock(set: string): PackageLock {
  return JSON.parse(readFileSync(new URL(`${set}.json`, FOLDER), 'utf8'));
}
