import type { PackageSet } from '../../core/packages/package-set.js';

/** The protocol: frames, compression, limits. */
export const driver = {
  name: 'ws',
  packages: { ws: '^8.23.0' },
} satisfies PackageSet;
