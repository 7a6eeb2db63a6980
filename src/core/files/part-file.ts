import { lstat, opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomHex } from '../util/random.js';

/** How many characters of the file's own name a part has: names have an end, and it is added to. */
const OWN = 40;
const PART = /^\.[\s\S]{0,40}\.[0-9a-f]{8}\.part$/;

/** The name of a file while it is being written: beside its own name, hidden, and not taken. */
export function partName(name: string): string {
  return `.${name.slice(0, OWN)}.${randomHex(4)}.part`;
}

/** Whoever writes a part changes it more often than this. */
const ABANDONED = 24 * 3_600_000;
const MOST_LOOKED_AT = 500;
const AGAIN_AFTER = 3_600_000;

let last = { folder: '', time: 0 };

/**
 * Deletes the parts that killed processes have left in a folder. Best effort: whatever fails, the write
 * that comes after it does not. Only what is surely ours and abandoned is deleted, and in a large folder
 * not all is looked at.
 */
export async function sweepParts(folder: string): Promise<void> {
  const time = Date.now();
  // A program that writes many files there does not look each time.
  if (last.folder === folder && time - last.time < AGAIN_AFTER) return;
  last = { folder, time };
  try {
    let looked = 0;
    for await (const { name } of await opendir(folder)) {
      if (++looked > MOST_LOOKED_AT) break;
      if (PART.test(name)) await deleteAbandoned(join(folder, name), time);
    }
  } catch {
    // A folder may be written to that cannot be listed.
  }
}

async function deleteAbandoned(path: string, now: number): Promise<void> {
  // Not of what a link leads to.
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isFile() || found.mtimeMs > now - ABANDONED) return;
  const isOurs = found.uid === (process.getuid?.() ?? found.uid);
  if (isOurs) await rm(path).catch(() => {});
}
