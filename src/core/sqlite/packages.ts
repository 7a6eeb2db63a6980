import type { PackageSet } from '../packages/package-set.js';

/**
 * SQLite, which is compiled when it is installed: its install script would download a native file that
 * no checksum covers.
 */
export const driver = {
  name: 'sqlite',
  packages: { 'better-sqlite3': '^12.11.1' },
  builds: { 'better-sqlite3': 'build-release' },
  // The first whose own SQLite can do all that is needed: that of 22 cuts texts at a NUL.
  builtIn: 24,
} satisfies PackageSet;
