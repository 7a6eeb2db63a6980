import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readIndex } from '../src/catalogue/manifest.js';
import { readPackageLock } from '../src/catalogue/package-locks.js';
import { queueEngine } from '../src/cli/queue/packages.js';
import type { PackageSet } from '../src/core/packages/package-set.js';
import { binariesFor, GPUS } from '../src/local/engines/gguf/binaries.js';
import { engineNeeds } from '../src/local/engines/packages.js';
import { allServices } from './support/definitions.js';

const packageJson = JSON.parse(await readFile('package.json', 'utf8'));
const ofServices = (await allServices()).flatMap(({ needs }) => needs ?? []);
const ofEngines = engineNeeds.map(({ needs }) => needs);
const sets = [...new Set<PackageSet>([...ofServices, ...ofEngines, queueEngine])];
const wanted = Object.assign({}, ...sets.map(({ packages }) => packages));

it('package.json has exactly the packages of all sets as optional peers', () => {
  expect(packageJson.peerDependencies).toEqual(wanted);
  const optional = Object.fromEntries(
    Object.keys(wanted).map((name) => [name, { optional: true }]),
  );
  expect(packageJson.peerDependenciesMeta).toEqual(optional);
});

it('npm installs no other packages with OInt', () => {
  expect(packageJson).not.toHaveProperty('dependencies');
  expect(packageJson).not.toHaveProperty('optionalDependencies');
});

it('sets have unique names', () => {
  const names = sets.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

it('the index has the sets of services, so that they can be listed without loading services', async () => {
  const loaded = (await allServices()).map(({ name, needs }) => ({ name, needs }));
  const indexed = readIndex().services.map(({ name, needs }) => ({ name, needs }));
  expect(indexed).toEqual(expect.arrayContaining(loaded));
});

it.each(sets)('$name is locked with its dependencies, all by version and checksum', async (set) => {
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

it('model-engine has the checksum of llama.cpp for every supported machine', () => {
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

it('the packages for developing and testing OInt have checksums too', async () => {
  const own = ['model-engine', 'clickhouse-engine'];
  const files = own.map((name) => `scripts/locks/${name}/package-lock.json`);
  for (const file of ['package-lock.json', ...files]) {
    const { packages } = JSON.parse(await readFile(file, 'utf8'));
    const unchecked = Object.entries<{ integrity?: string }>(packages).filter(
      ([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'),
    );
    expect(unchecked, file).toEqual([]);
  }
});

it('a set with its own lock file has the same ranges there', async () => {
  const own = JSON.parse(await readFile('scripts/locks/model-engine/package.json', 'utf8'));
  expect(own.dependencies).toEqual(sets.find(({ name }) => name === 'model-engine')?.packages);
});
