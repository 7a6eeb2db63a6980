import type { PackageSet } from '../../packages/package-set.js';

/**
 * 7-Zip itself. It is not in the executables: the license of its code for RAR has a condition of its own.
 */
export const engine = {
  name: '7z',
  packages: { '7z-wasm': '^1.2.0' },
  separate: true,
} satisfies PackageSet;
