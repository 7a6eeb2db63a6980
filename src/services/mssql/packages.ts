import type { PackageSet } from '../../core/packages/package-set.js';

/** The driver. Version 20 needs Node 22. */
export const driver = {
  name: 'mssql',
  packages: { tedious: '^19.2.2' },
  // For logins of Microsoft Entra ID, and for Always Encrypted.
  unused: ['@azure/core-auth', '@azure/identity', '@azure/keyvault-keys'],
} satisfies PackageSet;
