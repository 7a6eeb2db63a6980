import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { MissingPackageError } from '../errors/errors.js';
import { importFrom } from './import-from.js';
import { elsewhere } from './optional-package.js';

const set = { name: 'thing', packages: { 'oint-driver': '^1.0.0', 'oint-cursors': '^2.0.0' } };

/** The error of the import before `elsewhere`, as Node reports it. */
const imported = () => importFrom(import.meta.filename, 'oint-driver') as Promise<Driver>;

interface Driver {
  place: string;
}

let data: string;
beforeEach(async () => {
  data = await folder();
  vi.stubEnv('OINT_DATA', data);
  onTestFinished(() => void vi.unstubAllEnvs());
});

/** An ESM-only package in the `node_modules` of a folder. */
async function putInto(parent: string, source: string, name = 'oint-driver'): Promise<void> {
  const place = join(parent, 'node_modules', name);
  await mkdir(place, { recursive: true });
  const exports = { '.': { import: './index.js' } };
  await writeFile(
    join(place, 'package.json'),
    JSON.stringify({ name, version: '1.2.3', type: 'module', exports }),
  );
  await writeFile(join(place, 'index.js'), source);
}

/** Makes this the running program. */
function runs(program: string): void {
  const [, before] = process.argv as [string, string];
  process.argv[1] = program;
  onTestFinished(() => {
    process.argv[1] = before;
  });
}

it('finds what oint install has installed', async () => {
  await putInto(join(data, 'packages/thing'), `export const place = 'installed';`);
  const found = await imported().catch(elsewhere(set, 'oint-driver'));
  expect(found.place).toBe('installed');
});

it('finds what is installed while the process runs', async () => {
  await failure(imported().catch(elsewhere(set, 'oint-driver')), MissingPackageError);
  await putInto(join(data, 'packages/thing'), `export const place = 'later';`);
  expect(await imported().catch(elsewhere(set, 'oint-driver'))).toHaveProperty('place', 'later');
});

it('prefers a package next to the program', async () => {
  const project = await folder();
  await putInto(join(data, 'packages/thing'), `export const place = 'installed';`);
  await putInto(project, `export const place = 'project';`);
  runs(join(project, 'src', 'program.js'));
  const found = await imported().catch(elsewhere(set, 'oint-driver'));
  expect(found.place).toBe('project');
});

it('skips a package that cannot be used', async () => {
  const project = await folder();
  await putInto(project, `export const place = 'project';`);
  await putInto(join(data, 'packages/thing'), `export const place = 'installed';`);
  runs(join(project, 'program.js'));
  const check = ({ place }: Driver) => {
    if (place === 'project') throw new Error('compiled for another version');
  };
  const found = await imported()
    .then(check)
    .catch(elsewhere(set, 'oint-driver', check));
  expect(found).toHaveProperty('place', 'installed');
});

it('names both commands that install a missing package', async () => {
  const error = await failure(imported().catch(elsewhere(set, 'oint-driver')), MissingPackageError);
  expect(error.message).toBe(
    `this needs the package oint-driver, which is not installed
Install it: oint install thing; or in your project: npm install oint-driver oint-cursors`,
  );
  expect(error.exitStatus).toBe(2);
  const builtIn = { ...set, builtIn: 24 };
  const other = await failure(imported().catch(elsewhere(builtIn, 'oint-driver')), Error);
  expect(other.message).toContain('Or use Node 24 or newer');
});

it('says why a package cannot be loaded', async () => {
  const place = join(data, 'packages/thing');
  await putInto(place, `throw new Error('wrong ELF class\\nin driver.node');`);
  const loading = imported().catch(elsewhere(set, 'oint-driver'));
  const error = await failure(loading, MissingPackageError);
  expect(error.message).toMatch(
    /^the package oint-driver cannot be loaded: wrong ELF class in driver\.node\nInstall it: oint/,
  );
});

it('distinguishes a missing package from one with a missing dependency', async () => {
  await putInto(join(data, 'packages/thing'), `import 'oint-cursors';`);
  const loading = imported().catch(elsewhere(set, 'oint-driver'));
  const error = await failure(loading, MissingPackageError);
  expect(error.message).toMatch(/oint-driver cannot be loaded: .*'oint-cursors'/);
});
