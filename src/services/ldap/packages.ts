import type { PackageSet } from '../../core/packages/package-set.js';

export const driver = {
  name: 'ldap',
  packages: { ldapts: '^8.2.0' },
} satisfies PackageSet;
