import { lstat, opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cut } from '../util/cut.js';
import { randomHex } from '../util/random.js';

/**
 * The number of characters of the file's own name in the name of its part: names have a maximum
 * length.
 */
const OWN = 40;
const PART = /^\.[\s\S]{0,40}\.[0-9a-f]{8}\.part$/;

/** The name of a file while it is written: in the same folder, hidden, and unique. */
export function partName(name: string): string {
  return `.${cut(name, OWN)}.${randomHex(4)}.part`;
}

/** A running process writes to its part more often than this. */
const ABANDONED = 24 * 3_600_000;
const MOST_LOOKED_AT = 500;
const AGAIN_AFTER = 3_600_000;

let last = { folder: '', time: 0 };

/**
 * Deletes the parts that killed processes have left in a folder. Best effort: a failure here does
 * not affect the write that follows. Only files that are certainly ours and abandoned are deleted,
 * and a large folder is not checked completely.
 */
export async function sweepParts(folder: string): Promise<void> {
  const time = Date.now();
  // A program that writes many files to a folder does not check it each time.
  if (last.folder === folder && time - last.time < AGAIN_AFTER) return;
  last = { folder, time };
  try {
    let looked = 0;
    for await (const { name } of await opendir(folder)) {
      if (++looked > MOST_LOOKED_AT) break;
      if (PART.test(name)) await deleteAbandoned(join(folder, name), time);
    }
  } catch {
    // A writable folder may not be readable.
  }
}

async function deleteAbandoned(path: string, now: number): Promise<void> {
  // Not the target of a link.
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isFile() || found.mtimeMs > now - ABANDONED) return;
  const isOurs = found.uid === (process.getuid?.() ?? found.uid);
  if (isOurs) await rm(path).catch(() => {});
}
