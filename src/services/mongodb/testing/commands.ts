import type { Commands } from './asked.js';
import { COLLECTIONS } from './collections.js';
import { READS } from './reads.js';
import { USERS } from './users-and-roles.js';
import { WRITES } from './writes.js';

/** What the stand-in knows, besides what belongs to the connection. */
export const COMMANDS: Commands = { ...READS, ...WRITES, ...COLLECTIONS, ...USERS };

/** The commands that a user with the role `read` may use. */
export const ALLOWED_TO_READ: ReadonlySet<string> = new Set([
  ...Object.keys(READS),
  ...['dbStats', 'listCollections'],
]);
