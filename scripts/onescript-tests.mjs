// Counts which of OneScript's own tests pass: ONESCRIPT=/path/to/OneScript node scripts/onescript-tests.mjs
// Names of files after it run only those. The library `asserts`, which some tests use, is found in the
// folder that OSCRIPT_LIB names. Nothing of these tests is in this repository.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const checkout = process.env.ONESCRIPT;
if (!checkout) {
  console.error('Set ONESCRIPT to a checkout of https://github.com/EvilBeaver/OneScript.');
  process.exit(2);
}
const folder = join(checkout, 'tests');

/** By feature: what OInt has. The rest of OneScript's library is not counted. */
const FEATURES = {
  language: [
    ...[
      'annotations',
      'bitwise',
      'constructor',
      'directives',
      'engine-behaviors',
      'eval',
      'events',
    ],
    ...['global-new', 'symbols', 'iterators/test-iterators', 'librarytest', 'StrGetLine'],
    ...[
      'stringoperations',
      'values-test',
      'types',
      'example-test',
      'math',
      'formatting',
      'global-funcs',
    ],
  ],
  collections: [
    ...['fixed-array', 'fixed-map', 'fixed-structure', 'structure', 'value-list', 'valuetable'],
    ...['ValueTableIndex', 'typedescription', 'valuetree'],
  ],
  library: [
    ...[
      'binarydata',
      'binary-objects',
      'tasks',
      'encodings',
      'file-object',
      'global-json',
      'json/test-json_reader',
    ],
    ...[
      'json/test-json_writer',
      'reflector',
      'temp-files',
      'text-document',
      'text-read',
      'text-write',
    ],
  ],
};

const chosen = process.argv.slice(2);
for (const [feature, names] of Object.entries(FEATURES)) {
  const total = { passed: 0, all: 0 };
  for (const name of names.filter((one) => chosen.length === 0 || chosen.includes(one))) {
    const { passed, all, failed } = run(name);
    total.passed += passed;
    total.all += all;
    console.log(
      `  ${name}: ${passed} of ${all}${failed.map((test) => `\n      ${test}`).join('')}`,
    );
  }
  if (total.all === 0) continue;
  const percent = ((100 * total.passed) / total.all).toFixed(1);
  console.log(`${feature}: ${total.passed} of ${total.all} (${percent} %)`);
}

/** Runs the tests of a file with OneScript's own runner. Tests of a file that does not load all fail. */
function run(name) {
  const path = `${name}.os`;
  const args = [main, 'run', '--timeout', '120', 'testrunner.os', '-run', path];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const count = (label) => Number(new RegExp(`${label}: (\\d+)`).exec(stdout)?.[1] ?? 0);
  const passed = count('Тестов пройдено');
  const all = passed + count('Тестов не пройдено');
  const failed = [...stdout.matchAll(/^ {4}\* (\S+) :/gm)].map(([, test]) => test);
  if (all > 0) return { passed, all, failed };
  const listed = readFileSync(join(folder, path), 'utf8').matchAll(/^\s*\S+\.Добавить\("Тест/gm);
  const reason = stdout.split('\n').find((line) => line.startsWith('{')) ?? 'no result';
  return { passed: 0, all: Math.max(1, [...listed].length), failed: [reason] };
}
