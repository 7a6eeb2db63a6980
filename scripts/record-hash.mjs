import { createHash } from 'node:crypto';

/** Tells one state of a method's definition from another: a record of a run belongs to one of them. */
export function recordHash(methodManifest) {
  return createHash('sha256').update(JSON.stringify(methodManifest)).digest('hex').slice(0, 16);
}
