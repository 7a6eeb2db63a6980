import type { PackageSet } from '../../core/packages/package-set.js';

/** Calls the functions of shared libraries; it has compiled code, so executables do not contain it. */
export const driver = {
  name: 'nativeapi',
  packages: { koffi: '^3.3.4' },
  separate: true,
} satisfies PackageSet;
