import { existsSync } from 'node:fs';

/** MongoDB's own tests for all drivers, in the package `golang-mongodb-mongo-driver-dev` of Debian. */
export const MONGODB_SPECS = '/usr/share/gocode/src/go.mongodb.org/mongo-driver/data';

/** Why tests with them are skipped, for their titles; empty if they run. */
export const noSpecs = existsSync(MONGODB_SPECS)
  ? ''
  : ' (skipped: golang-mongodb-mongo-driver-dev is not installed)';
