// Copies the package for npm next to the executables, with its digest.
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../packages.mjs';
import { tarballOf } from '../tarball.mjs';
import { writeSums } from './sums.mjs';

const release = join(root, 'release');
const folder = await mkdtemp(join(tmpdir(), 'oint-package-'));
try {
  const tarball = await tarballOf(folder);
  await copyFile(tarball, join(release, basename(tarball)));
  await writeSums(release);
  console.log(basename(tarball));
} finally {
  await rm(folder, { recursive: true });
}
