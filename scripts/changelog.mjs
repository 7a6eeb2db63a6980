// Run by `npm version`: moves the Unreleased section of CHANGELOG.md to the new version. With --show,
// prints the section of the version in package.json.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, root } from './packages.mjs';

const FILE = join(root, 'CHANGELOG.md');
const { version } = await readJson(join(root, 'package.json'));
const text = await readFile(FILE, 'utf8');

if (process.argv.includes('--show')) console.log(section(version));
else {
  if (!section('Unreleased')) throw new Error('CHANGELOG.md has nothing under Unreleased');
  const heading = `## ${version} - ${new Date().toISOString().slice(0, 10)}`;
  await writeFile(
    FILE,
    text.replace('## Unreleased', () => `## Unreleased\n\n${heading}`),
  );
}

/** The text under a version's heading. */
function section(name) {
  const [, ...parts] = text.split(/^## /m);
  const found = parts.find((part) => part.split(/\s/, 1)[0] === name);
  if (found === undefined) throw new Error(`CHANGELOG.md has no heading for ${name}`);
  return found.slice(found.indexOf('\n') + 1).trim();
}
