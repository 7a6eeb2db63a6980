// `npm run figures`: sizes of what is in dist/, files loaded and start-up times, compared with the
// stored ones. Sizes that have grown by more than GROWTH, and more files, are an error: `-- --update`
// accepts them. Times depend on the machine and only warn. Needs dist/.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv, compare, here, wallTime } from './measure.mjs';

const FILE = here('figures.json');
const GROWTH = 1.05;
const SLOWER = 1.2;
const ROUNDS = Number(process.env.ROUNDS ?? 15);

const root = here('..');
const dist = join(root, 'dist');
const oint = join(dist, 'cli', 'main.js');
const COMMANDS = {
  'oint --version': ['--version'],
  'oint openai GetResponse --help': ['openai', 'GetResponse', '--help'],
  'oint openai GetResponse --dry-run':
    `openai GetResponse --url http://localhost:1 --model m --msgs Hi --dry-run`.split(' '),
};
const found = { kilobytes: sizes(), filesLoaded: filesLoaded(), timesNode: startUp() };
if (process.argv.includes('--update'))
  writeFileSync(FILE, `${JSON.stringify(found, undefined, 2)}\n`);
const kept = JSON.parse(readFileSync(FILE, 'utf8'));
const grown = show('kilobytes', GROWTH, 'kB');
const more = show('filesLoaded', 1, 'files');
const slower = show('timesNode', SLOWER, '× node -e 0');
if (slower.length > 0)
  console.log(`Slower than before, or the machine is busy: ${slower.join(', ')}`);
if (grown.length + more.length > 0) {
  console.error(`Larger than before: ${[...grown, ...more].join(', ')}
If that is worth it: npm run figures -- --update, and say why in the commit.`);
  process.exitCode = 1;
}

/**
 * Sizes in kilobytes: the files read at every start, each service with its own code, and the
 * package.
 */
function sizes() {
  const cli = join(dist, 'cli');
  const names = readdirSync(cli);
  const one = (start) =>
    names.filter((name) => name.startsWith(start)).map((name) => join(cli, name));
  const services = readdirSync(join(dist, 'services')).map((name) => [
    name.replace(/\.js$/, ''),
    kilobytes(closure(join(dist, 'services', name))),
  ]);
  const pack = ['pack', '--ignore-scripts', '--dry-run', '--json'];
  const shell = process.platform === 'win32';
  const [{ size, unpackedSize }] = JSON.parse(execFileSync('npm', pack, { cwd: root, shell }));
  return {
    'cli: main': kilobytes(one('main.js')),
    'cli: run': kilobytes(one('run-')),
    'cli: ask': kilobytes(one('ask-')),
    ...Object.fromEntries(services.map(([name, size]) => [`library: ${name}`, size])),
    'package: packed': Math.round(size / 1000),
    'package: unpacked': Math.round(unpackedSize / 1000),
  };
}

/** A file of the library and everything it imports. */
function closure(file, known = new Set()) {
  if (known.has(file)) return known;
  known.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\b[^'"]*['"](\.[^'"]+)['"]/gm,
  );
  for (const [, to] of imports) closure(join(file, '..', to), known);
  return known;
}

function kilobytes(files) {
  return Math.round([...files].reduce((sum, file) => sum + statSync(file).size, 0) / 1000);
}

/** How many of our files each command loads: each takes a moment. */
function filesLoaded() {
  const count = (args) => {
    const preload = ['--require', here('count-files.cjs'), oint, ...args];
    const { stderr } = spawnSync(process.execPath, preload, { env: cleanEnv, encoding: 'utf8' });
    return Number(/files: (\d+)$/.exec(stderr)?.[1]);
  };
  return Object.fromEntries(Object.entries(COMMANDS).map(([name, args]) => [name, count(args)]));
}

function startUp() {
  const against = (args) => {
    const ours = () => wallTime([oint, ...args]);
    const { ratio } = compare(ROUNDS, ours, () => wallTime(['-e', '0']));
    return Number(ratio.toFixed(2));
  };
  return Object.fromEntries(Object.entries(COMMANDS).map(([name, args]) => [name, against(args)]));
}

/** Prints figures next to the stored ones, and returns the names of those that have grown too much. */
function show(group, most, unit) {
  for (const [name, value] of Object.entries(found[group])) {
    const before = kept[group]?.[name];
    const change = before === value ? '' : `  (was ${before ?? 'missing'})`;
    console.log(`${String(value).padStart(8)} ${unit}  ${name}${change}`);
  }
  return Object.entries(found[group])
    .filter(([name, value]) => !(value <= (kept[group]?.[name] ?? 0) * most))
    .map(([name]) => name);
}
