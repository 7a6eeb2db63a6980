import type { PackageSet } from '../../core/packages/package-set.js';

/** The driver. */
export const driver = {
  name: 'mysql',
  packages: { mysql2: '^3.24.6' },
} satisfies PackageSet;
