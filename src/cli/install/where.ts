import { dirname } from 'node:path';
import { isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';
import { type Found, findPackage } from '../../core/packages/find-package.js';
import { isBuiltIn, type PackageSet } from '../../core/packages/package-set.js';

/** How things stand with a set of packages. */
export interface Standing {
  state: 'here' | 'missing' | 'built in';
  /** The packages that are there, with their versions. */
  here: string[];
  /** The packages that are not. */
  missing: string[];
  /** Where the former are. */
  place: string;
}

export function standingOf(set: PackageSet): Standing {
  const here: string[] = [];
  const missing: string[] = [];
  const places = new Set<string>();
  for (const name of Object.keys(set.packages)) {
    const found = findPackage(set, name);
    if (!found) missing.push(name);
    else {
      here.push(`${name} ${found.version}`);
      places.add(placeOf(found, name));
    }
  }
  const found = missing.length === 0 ? 'here' : 'missing';
  return {
    state: isBuiltIn(set) ? 'built in' : found,
    ...{ here, missing, place: [...places].join(', ') },
  };
}

/** What is inside the executable has no place of its own. */
export const INSIDE = 'inside this executable';

// Every file of the command line lies two levels below the package.
const OINT = new URL('../../', import.meta.url);

/** The folder whose `node_modules` it is in. */
function placeOf({ url }: Found, name: string): string {
  if (isSea() && url.href.startsWith(OINT.href)) return INSIDE;
  const above = name.startsWith('@') ? '../../../' : '../../';
  const place = fileURLToPath(new URL(above, url));
  return dirname(`${place}x`);
}
