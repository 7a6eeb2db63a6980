import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Found, findPackage } from '../../core/packages/find-package.js';
import { isBuiltIn, type PackageSet } from '../../core/packages/package-set.js';
import { isExecutable } from '../../core/util/executable.js';

/** The state of a set of packages. */
export interface Standing {
  state: 'here' | 'missing' | 'built in';
  /** The installed packages, with their versions. */
  here: string[];
  /** The missing packages. */
  missing: string[];
  /** Where the installed ones are. */
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

/** Packages inside the executable have no folder. */
export const INSIDE = 'inside this executable';

// Every file of the command line is two levels below the package root.
const OINT = new URL('../../', import.meta.url);

/** The folder whose `node_modules` it is in. */
function placeOf({ url }: Found, name: string): string {
  if (isExecutable() && url.href.startsWith(OINT.href)) return INSIDE;
  const above = name.startsWith('@') ? '../../../' : '../../';
  const place = fileURLToPath(new URL(above, url));
  return dirname(`${place}x`);
}
