import { join, resolve } from 'node:path';
import { dataFolder } from '../files/data-folder.js';

/**
 * npm packages that only one part of OInt needs. OInt does not include them: `oint install NAME`
 * adds them, or `npm install` in your own project.
 */
export interface PackageSet<Name extends string = string> {
  /** The word after `oint install`: a service, or an engine. */
  name: string;
  /** Packages, each with the accepted range of versions. */
  packages: Readonly<Record<Name, string>>;
  /** Those that must be compiled, each with the script that does it. */
  builds?: Readonly<Record<string, string>>;
  /** The first major version of Node that has the same built in. */
  builtIn?: number;
  /** True if the executables do not contain it. */
  separate?: boolean;
  /**
   * Packages that a driver imports, and of which OInt uses nothing. The executables have empty ones
   * instead, without their dependencies.
   */
  unused?: readonly string[];
  /** The environment variable with the folder, if it has one. */
  variable?: string;
}

/**
 * The folder in which `oint install` creates the `node_modules` of a set: inside the data folder.
 */
export function folderOf({ name, variable }: PackageSet): string {
  const named = variable && process.env[variable];
  return named ? resolve(named) : join(dataFolder(), 'packages', name);
}

/**
 * Where else a package of a set may be, apart from OInt's own `node_modules`: next to or above one
 * of these files, which need not exist. The running program, because OInt may be linked into it;
 * and `folderOf`.
 */
export function placesOf(set: PackageSet): string[] {
  const [, program] = process.argv;
  const installed = join(folderOf(set), 'oint.js');
  return program ? [program, installed] : [installed];
}

/** True if this version of Node does not need the packages. */
export function isBuiltIn({ builtIn }: PackageSet, node = process.versions.node): boolean {
  return builtIn !== undefined && Number.parseInt(node, 10) >= builtIn;
}

/** The command that installs a set in a project. */
export function npmLine({ packages }: PackageSet): string {
  return `npm install ${Object.keys(packages).join(' ')}`;
}
