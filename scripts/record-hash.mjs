import { createHash } from 'node:crypto';

/** Says whether a recorded result belongs to the method as it is now, by its manifest entry. */
export function recordHash(methodManifest) {
  return createHash('sha256').update(JSON.stringify(methodManifest)).digest('hex').slice(0, 16);
}
