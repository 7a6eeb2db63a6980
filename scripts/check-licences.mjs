// `npm run check:licences`: lists the licences of all that is bundled or that `oint install` adds, and
// ends with an error where one of them is not known to suit. Needs dist/.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagesOf, root } from './packages.mjs';

/** Licences that let anybody use, change and sell what is made of them, and ask for no more than their text. */
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
 * Others, for one package each. The MPL asks that its own files stay open: they are not changed here,
 * and THIRD-PARTY-LICENSES.txt says where their source is.
 */
const EXCEPTIONS = new Map([
  ['@jmespath-community/jmespath', 'MPL-2.0'],
  // A font: it may be part of any package, and keeps its name.
  ['galmuri', 'OFL-1.1'],
  // Part of nothing that we give away: those who want speech add them, and are told the licence.
  ['@echogarden/espeak-ng-emscripten', 'GPL-3.0'],
  ['@breezystack/lamejs', 'LGPL-3.0'],
]);

const packages = [...(await bundled()), ...(await addable())];
for (const licence of new Set(packages.map((one) => one.licence))) {
  const those = packages.filter((one) => one.licence === licence);
  const names = [...new Set(those.map(({ name }) => name))].sort();
  console.log(
    `${those.every(isAllowed) ? ' ' : '!'} ${licence} (${names.length}): ${names.join(', ')}`,
  );
}
const unknown = packages.filter((one) => !isAllowed(one));
if (unknown.length > 0) {
  console.error(
    'Licences marked with ! are not among those that scripts/check-licences.mjs allows.',
  );
  process.exitCode = 1;
}

/** What went into the bundles, as the build wrote it down. */
async function bundled() {
  const text = await readFile(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  return [...text.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \((.+)\)$/gm)].map(([, name, licence]) => ({
    name,
    licence,
  }));
}

/** What `oint install` adds, and what that needs. */
async function addable() {
  const names = (await readdir(join(root, 'dist', 'packages'))).map((file) => file.slice(0, -5));
  return (await Promise.all(names.map(packagesOf))).flat();
}

function isAllowed({ name, licence }) {
  return EXCEPTIONS.get(name) === licence || suits(licence);
}

/** Of several one may choose (OR), or has to keep them all (AND). */
function suits(licence) {
  const parts = licence.replace(/^\((.*)\)$/, '$1');
  if (parts.includes(' AND ')) return parts.split(' AND ').every(suits);
  return parts.split(' OR ').some((part) => ALLOWED.has(part));
}
