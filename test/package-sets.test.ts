import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readIndex } from '../src/catalogue/manifest.js';
import { readPackageLock } from '../src/catalogue/package-locks.js';
import type { PackageSet } from '../src/core/packages/package-set.js';
import { engineNeeds } from '../src/local/engines/packages.js';
import { allServices } from './support/definitions.js';

const packageJson = JSON.parse(await readFile('package.json', 'utf8'));
const ofServices = (await allServices()).flatMap(({ needs }) => needs ?? []);
const ofEngines = engineNeeds.map(({ needs }) => needs);
const sets = [...new Set<PackageSet>([...ofServices, ...ofEngines])];
const wanted = Object.assign({}, ...sets.map(({ packages }) => packages));

it('package.json has every package of a set as an optional peer, and no other', () => {
  expect(packageJson.peerDependencies).toEqual(wanted);
  const optional = Object.fromEntries(
    Object.keys(wanted).map((name) => [name, { optional: true }]),
  );
  expect(packageJson.peerDependenciesMeta).toEqual(optional);
});

it('npm installs nothing with OInt', () => {
  expect(packageJson).not.toHaveProperty('dependencies');
  expect(packageJson).not.toHaveProperty('optionalDependencies');
});

it('sets have names of their own', () => {
  const names = sets.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

it('the index has what services need, so that nothing is loaded to list it', async () => {
  const loaded = (await allServices()).map(({ name, needs }) => ({ name, needs }));
  const indexed = readIndex().services.map(({ name, needs }) => ({ name, needs }));
  expect(indexed).toEqual(expect.arrayContaining(loaded));
});

it.each(sets)('$name is locked, and what it needs: all by version and checksum', async (set) => {
  const { dependencies, packages, optional } = readPackageLock(set.name);
  expect(Object.keys(dependencies)).toEqual(Object.keys(set.packages));
  for (const [name, version] of Object.entries(dependencies)) {
    expect(packages[`node_modules/${name}`]?.version).toBe(version);
  }
  for (const [path, { version, integrity }] of Object.entries(packages)) {
    expect({ path, version, integrity }).toEqual({
      path: expect.stringMatching(/^node_modules\//),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      integrity: expect.stringMatching(/^sha512-/),
    });
  }
  for (const { version } of Object.values(optional)) expect(version).toMatch(/^\d+\.|^[~^]/);
});

it('where a set has a lock file of its own, both ask for the same', async () => {
  const own = JSON.parse(await readFile('scripts/locks/model-engine/package.json', 'utf8'));
  expect(own.dependencies).toEqual(sets.find(({ name }) => name === 'model-engine')?.packages);
});
