import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PackageLock, readPackageLock } from '../../catalogue/package-locks.js';
import { OutputError } from '../../core/errors/errors.js';
import { folderOf, type PackageSet } from '../../core/packages/package-set.js';

/** An installation: a set, and what this machine needs in addition. */
export interface Order {
  set: PackageSet;
  /** Optional dependencies of the set's packages. */
  more: readonly string[];
}

/** Writes the files that `npm ci` uses into a folder. */
export async function writeProject(folder: string, order: Order): Promise<void> {
  const { dependencies, packages } = projectOf(order);
  const description = { name: order.set.name, private: true, dependencies };
  const root = { name: order.set.name, dependencies };
  const lock = { lockfileVersion: 3, requires: true, packages: { '': root, ...packages } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(description));
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
}

/** The equivalent command by hand, apart from the versions of indirect dependencies. */
export function handLine(order: Order): string {
  const { set } = order;
  const folder = folderOf(set);
  const prefix = quoted(folder);
  const { dependencies } = projectOf(order);
  const names = Object.entries(dependencies).map((one) => one.join('@'));
  const install = ['npm install --prefix', prefix, '--omit=optional --ignore-scripts', ...names];
  const builds = Object.entries(set.builds ?? {}).map(
    ([name, script]) => `npm run --prefix ${quoted(join(folder, 'node_modules', name))} ${script}`,
  );
  return [install.join(' '), ...builds].join(' && ');
}

function quoted(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path;
}

function projectOf({ set, more }: Order): Omit<PackageLock, 'optional'> {
  const { dependencies, packages, optional } = readPackageLock(set.name);
  for (const name of more) {
    const entry = optional[name];
    if (!entry) {
      const message = `${name} is not available for this machine`;
      throw new OutputError({ method: `install ${set.name}`, message });
    }
    dependencies[name] = entry.version;
    packages[`node_modules/${name}`] = entry;
  }
  return { dependencies, packages };
}
