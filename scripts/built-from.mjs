// Whether dist/ was built from the current files, so that the tests need not build it again.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that a build may read. Additional files only cause unnecessary builds. */
const FOLDERS = ['src', 'scripts', 'docs'];
const FILES = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  // Written by npm: different versions of bundled packages need a new build.
  'node_modules/.package-lock.json',
];
/** Files that no build reads: tests, and the parts of the site that are not guides. */
const UNREAD =
  /\.test\.ts$|\/testing$|^docs\/(public|services|\.vitepress|contributing\.md|changelog\.md)$/;

/** A digest of everything that a build reads. */
export function inputsOf(root) {
  const hash = createHash('sha256');
  const add = (path) => {
    const bytes = readFileSync(join(root, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  };
  for (const path of FILES) if (existsSync(join(root, path))) add(path);
  for (const folder of FOLDERS) for (const path of filesIn(root, folder)) add(path);
  return hash.digest('hex');
}

function filesIn(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .map((entry) => ({ isFolder: entry.isDirectory(), path: `${folder}/${entry.name}` }))
    .filter(({ path }) => !UNREAD.test(path))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
    .flatMap(({ isFolder, path }) => (isFolder ? filesIn(root, path) : path));
}

/** Stores the digest in dist/, at the end of a build. */
export function markBuilt(root, inputs) {
  writeFileSync(markOf(root), inputs);
}

export function isBuilt(root) {
  const mark = markOf(root);
  return existsSync(mark) && readFileSync(mark, 'utf8') === inputsOf(root);
}

function markOf(root) {
  return join(root, 'dist', 'built-from');
}
