import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { isBuiltIn, type PackageSet, placesOf } from './package-set.js';

/** A package that was found. */
export interface Found {
  version: string;
  /** Its folder. */
  url: URL;
}

/** Finds the package that an import with `elsewhere` would load, without loading it. */
export function findPackage(set: PackageSet, name: string): Found | undefined {
  const files = placesOf(set).map((file) => pathToFileURL(file));
  for (const file of [new URL(import.meta.url), ...files]) {
    const found = findFrom(file, name);
    if (found) return found;
  }
  return undefined;
}

/** The missing packages of a set. None if this version of Node does not need them. */
export function missingOf(set: PackageSet): string[] {
  if (isBuiltIn(set)) return [];
  return Object.keys(set.packages).filter((name) => !findPackage(set, name));
}

/** In a `node_modules` next to a file, or further up. */
function findFrom(file: URL, name: string): Found | undefined {
  for (let at = new URL('.', file); ; ) {
    const url = new URL(`node_modules/${name}/`, at);
    const description = new URL('package.json', url);
    if (existsSync(description)) {
      const { version } = JSON.parse(readFileSync(description, 'utf8'));
      return { version, url };
    }
    const above = new URL('..', at);
    if (above.href === at.href) return undefined;
    at = above;
  }
}
