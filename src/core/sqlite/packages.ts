import type { PackageSet } from '../packages/package-set.js';

/**
 * SQLite, which is compiled on installation: its install script would download a native file that
 * no checksum covers.
 */
export const driver = {
  name: 'sqlite',
  packages: { 'better-sqlite3': '^12.11.1' },
  builds: { 'better-sqlite3': 'build-release' },
  // The first version whose SQLite has everything OInt needs: that of 22 truncates text at a NUL.
  builtIn: 24,
} satisfies PackageSet;
