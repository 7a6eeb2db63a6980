import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { inputsOf, isBuilt, markBuilt } from '../scripts/built-from.mjs';
import { folder } from './support/folder.js';

async function write(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** A small copy of the repository after a build. */
async function built(): Promise<string> {
  const root = await folder();
  await write(root, 'package.json', '{}');
  await write(root, 'src/index.ts', 'export {};');
  await write(root, 'src/services/slack/testing/stand-in.ts', 'export {};');
  await write(root, 'scripts/build.mjs', '');
  await write(root, 'docs/guides.json', '{}');
  await mkdir(join(root, 'dist'));
  markBuilt(root, inputsOf(root));
  expect(isBuilt(root)).toBe(true);
  return root;
}

it.each([
  ['a source file', 'src/index.ts'],
  ['a new source file', 'src/core/new.ts'],
  ['a script', 'scripts/build.mjs'],
  ['a guide', 'docs/guides.json'],
  ['a package of another version', 'node_modules/.package-lock.json'],
])('%s requires a build', async (_, path) => {
  const root = await built();
  await write(root, path, 'changed');
  expect(isBuilt(root)).toBe(false);
});

it.each([
  ['a test', 'src/index.test.ts'],
  ['a stand-in', 'src/services/slack/testing/stand-in.ts'],
  ['a test of the whole', 'test/contract.test.ts'],
])('%s does not require a build', async (_, path) => {
  const root = await built();
  await write(root, path, 'changed');
  expect(isBuilt(root)).toBe(true);
});

it('a deleted file, an interrupted build and a fresh clone require a build', async () => {
  const root = await built();
  await rm(join(root, 'dist/built-from'));
  expect(isBuilt(root)).toBe(false);
  markBuilt(root, inputsOf(root));
  await rm(join(root, 'src/index.ts'));
  expect(isBuilt(root)).toBe(false);
  await rm(join(root, 'dist'), { recursive: true });
  expect(isBuilt(root)).toBe(false);
});
