// `npm run check:package`: checks the package as npm would publish it. Needs dist/.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { readJson, root } from './packages.mjs';
import { tarballOf } from './tarball.mjs';

const packageJson = await readJson(join(root, 'package.json'));
const folder = await mkdtemp(join(tmpdir(), 'oint-package-'));
try {
  const tarball = await readFile(await tarballOf(folder));
  const found = [...(await publintSays(tarball)), ...(await typesSay(tarball))];
  for (const line of found) console.error(line);
  if (found.length > 0) process.exitCode = 1;
  else console.log('publint and arethetypeswrong find nothing wrong with the package.');
} finally {
  await rm(folder, { recursive: true });
}

async function publintSays(tarball) {
  const buffer = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength);
  const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, packageJson)}`);
}

async function typesSay(tarball) {
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  if (!result.types) return ['arethetypeswrong: the package has no types'];
  // OInt is ESM only, and Node 10 does not support `exports`.
  const meant = (problem) =>
    problem.resolutionKind === 'node10' || problem.kind === 'CJSResolvesToESM';
  return result.problems
    .filter((problem) => !meant(problem))
    .map((problem) => `arethetypeswrong: ${JSON.stringify(problem)}`);
}
