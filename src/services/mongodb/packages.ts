import type { PackageSet } from '../../core/packages/package-set.js';

export const driver = {
  name: 'mongodb',
  packages: { mongodb: '^7.9.0' },
} satisfies PackageSet;
