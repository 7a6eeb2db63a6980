import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'SHA256SUMS';

/** Writes the digests of all files in a folder, in the format of `sha256sum --check`. */
export async function writeSums(folder) {
  const names = (await readdir(folder)).filter((name) => name !== FILE).sort();
  const lines = names.map(async (name) => {
    const bytes = await readFile(join(folder, name));
    return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
  });
  await writeFile(join(folder, FILE), (await Promise.all(lines)).join(''));
}
