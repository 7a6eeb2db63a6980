import { readFileSync } from 'node:fs';

/** A set of packages in the versions that this OInt was tested with, as npm's lock files have them. */
export interface PackageLock {
  /** Versions of the set's own packages. */
  dependencies: Record<string, string>;
  /** These and all that they need, by the folders they go into. */
  packages: Record<string, LockedPackage>;
  /** What the former would like to have, and need not, by name. */
  optional: Record<string, LockedPackage>;
}

interface LockedPackage {
  version: string;
  /** Its checksum: npm takes nothing else. */
  integrity: string;
}

// Both `src/catalogue/` and every folder of `dist/` lie two levels below the package.
const FOLDER = new URL('../../dist/packages/', import.meta.url);

export function readPackageLock(set: string): PackageLock {
  return JSON.parse(readFileSync(new URL(`${set}.json`, FOLDER), 'utf8'));
}
