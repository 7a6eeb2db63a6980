import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readIndex } from '../src/catalogue/manifest.js';
import { readPackageLock } from '../src/catalogue/package-locks.js';
import type { PackageSet } from '../src/core/packages/package-set.js';
import { binariesFor, GPUS } from '../src/local/engines/gguf/binaries.js';
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
  for (const path of Object.keys(packages)) expect(path).toMatch(/^node_modules\//);
  for (const entry of [...Object.values(packages), ...Object.values(optional)]) {
    expect(entry).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      integrity: expect.stringMatching(/^sha512-/),
    });
  }
});

it('model-engine has the checksum of llama.cpp for every machine that it is offered for', () => {
  const { optional } = readPackageLock('model-engine');
  const machines = [
    ...['x64', 'arm64', 'arm', 'riscv64'].map((arch) => ['linux', arch] as const),
    ...['x64', 'arm64'].flatMap((arch) => [['darwin', arch] as const, ['win32', arch] as const]),
  ];
  const plain = machines.flatMap(([platform, arch]) => binariesFor(platform, arch));
  const withGpu = ['linux', 'win32'].flatMap((platform) =>
    GPUS.flatMap((gpu) => binariesFor(platform, 'x64', gpu)),
  );
  expect(Object.keys(optional)).toEqual(expect.arrayContaining([...plain, ...withGpu]));
});

it('what is installed to develop and test OInt has its checksum as well', async () => {
  for (const file of ['package-lock.json', 'scripts/locks/model-engine/package-lock.json']) {
    const { packages } = JSON.parse(await readFile(file, 'utf8'));
    const unchecked = Object.entries<{ integrity?: string }>(packages).filter(
      ([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'),
    );
    expect(unchecked, file).toEqual([]);
  }
});

it('where a set has a lock file of its own, both ask for the same', async () => {
  const own = JSON.parse(await readFile('scripts/locks/model-engine/package.json', 'utf8'));
  expect(own.dependencies).toEqual(sets.find(({ name }) => name === 'model-engine')?.packages);
});
