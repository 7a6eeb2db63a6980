import type { PackageSet } from '../packages/package-set.js';

/** SQLite, which is compiled or downloaded ready-made when it is installed. */
export const driver = {
  name: 'sqlite',
  packages: { 'better-sqlite3': '^12.11.1' },
  scripts: ['better-sqlite3'],
  // The first whose own SQLite can do all that is needed: that of 22 cuts texts at a NUL.
  builtIn: 24,
} satisfies PackageSet;
