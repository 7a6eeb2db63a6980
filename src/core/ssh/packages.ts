import type { PackageSet } from '../packages/package-set.js';

/** The driver. Its optional compiled part, which is only for speed, is not installed. */
export const driver = {
  name: 'ssh',
  packages: { ssh2: '^1.17.0' },
} satisfies PackageSet;
