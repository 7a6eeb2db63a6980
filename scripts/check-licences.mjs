// `npm run check:licences`: lists the licenses of all packages that are bundled or that `oint install`
// installs, and fails if one of them is not allowed. Needs dist/.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagesOf, root } from './packages.mjs';

/** Licenses that allow use, changes and sale, and only require their text to be included. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

/**
 * Other licenses, for one package each. The MPL requires the source of its files to be available: they
 * are unchanged, and THIRD-PARTY-LICENSES.txt says where their source is.
 */
const EXCEPTIONS = new Map([
  ['@jmespath-community/jmespath', 'MPL-2.0'],
  // A font: any package may include it, under its name.
  ['galmuri', 'OFL-1.1'],
  // Not distributed with OInt: users install them for speech, and are told the license.
  ['@echogarden/espeak-ng-emscripten', 'GPL-3.0'],
  ['@breezystack/lamejs', 'LGPL-3.0'],
  // The same, for 7z and RAR archives: LGPL 2.1, and its code for RAR must not be used to make RAR archives.
  ['7z-wasm', 'SEE LICENSE IN License.txt'],
]);

const packages = [...(await bundled()), ...(await addable())];
for (const license of new Set(packages.map((one) => one.license))) {
  const those = packages.filter((one) => one.license === license);
  const names = [...new Set(those.map(({ name }) => name))].sort();
  console.log(
    `${those.every(isAllowed) ? ' ' : '!'} ${license} (${names.length}): ${names.join(', ')}`,
  );
}
const unknown = packages.filter((one) => !isAllowed(one));
if (unknown.length > 0) {
  console.error('Licenses marked with ! are not allowed by scripts/check-licences.mjs.');
  process.exitCode = 1;
}

/** The bundled packages, as recorded by the build. */
async function bundled() {
  const text = await readFile(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  return [...text.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \((.+)\)$/gm)].map(([, name, license]) => ({
    name,
    license,
  }));
}

/** The packages that `oint install` can install, with their dependencies. */
async function addable() {
  const names = (await readdir(join(root, 'dist', 'packages'))).map((file) => file.slice(0, -5));
  return (await Promise.all(names.map(packagesOf))).flat();
}

function isAllowed({ name, license }) {
  return EXCEPTIONS.get(name) === license || suits(license);
}

/** With OR, one of the licenses must be allowed; with AND, all of them. */
function suits(license) {
  const parts = license.replace(/^\((.*)\)$/, '$1');
  if (parts.includes(' AND ')) return parts.split(' AND ').every(suits);
  return parts.split(' OR ').some((part) => ALLOWED.has(part));
}
