import type { PackageSet } from '../packages/package-set.js';

/** The driver. It has a part that would be compiled to be faster, and does without. */
export const driver = {
  name: 'ssh',
  packages: { ssh2: '^1.17.0' },
} satisfies PackageSet;
