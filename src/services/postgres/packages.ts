import type { PackageSet } from '../../core/packages/package-set.js';

/** The driver and its cursors for results of any size. */
export const driver = {
  name: 'postgres',
  packages: { pg: '^8.23.1', 'pg-query-stream': '^4.17.0' },
} satisfies PackageSet;
