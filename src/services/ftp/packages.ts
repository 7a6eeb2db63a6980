import type { PackageSet } from '../../core/packages/package-set.js';

export const driver = {
  name: 'ftp',
  packages: { 'basic-ftp': '^6.2.6' },
} satisfies PackageSet;
