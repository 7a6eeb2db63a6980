import { join, resolve } from 'node:path';
import { dataFolder } from '../files/data-folder.js';

/**
 * Packages of npm that one part of OInt needs and the rest does without. They do not come with OInt:
 * `oint install NAME` adds them, or `npm install` in a project of one's own.
 */
export interface PackageSet<Name extends string = string> {
  /** The word after `oint install`: a service, or an engine. */
  name: string;
  /** Packages, each with the range of versions that will do. */
  packages: Readonly<Record<Name, string>>;
  /** Those that must be compiled, each with the script of its own that compiles what it contains. */
  builds?: Readonly<Record<string, string>>;
  /** The major version of Node from which on the same is built in. */
  builtIn?: number;
  /** The variable that names the folder, where it has one. */
  variable?: string;
}

/** The folder that `oint install` puts a set into, in a `node_modules`: below the data folder. */
export function folderOf({ name, variable }: PackageSet): string {
  const named = variable && process.env[variable];
  return named ? resolve(named) : join(dataFolder(), 'packages', name);
}

/**
 * Where else than beside OInt a package of a set may lie: beside or above one of these files, which
 * need not exist. The program that runs, for it may have been linked to OInt; and `folderOf`.
 */
export function placesOf(set: PackageSet): string[] {
  const [, program] = process.argv;
  const installed = join(folderOf(set), 'oint.js');
  return program ? [program, installed] : [installed];
}

/** Whether this version of Node needs none of the packages. */
export function isBuiltIn({ builtIn }: PackageSet, node = process.versions.node): boolean {
  return builtIn !== undefined && Number.parseInt(node, 10) >= builtIn;
}

/** What installs it by hand, in a project. */
export function npmLine({ packages }: PackageSet): string {
  return `npm install ${Object.keys(packages).join(' ')}`;
}
