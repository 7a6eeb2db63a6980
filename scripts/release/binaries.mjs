// `npm run build:binaries`: builds one executable per system from dist/, with Node and everything else.
//
// Node builds them (`--build-sea`). What npm would install is embedded as a file system, so that the
// executable runs the same files as the package.
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { root, serviceSets, usedPackagesOf } from '../packages.mjs';
import { fetchNode, nodeLicense } from './node.mjs';
import { withoutSignature } from './pe.mjs';
import { writeSums } from './sums.mjs';

const release = join(root, 'release');
const work = join(release, 'work');

/** The names of the executables, by system. */
const EXECUTABLES = { linux: 'oint-linux-x64', win32: 'oint-win-x64.exe' };

/**
 * The start of the executable's main script. node-llama-cpp tests llama.cpp in a separate process
 * before it loads it, and forks what it assumes is Node: this executable, with a file to run.
 */
const ENTRY = `import { pathToFileURL } from 'node:url';
const isTrial = process.env.TEST_BINDING_CP === 'true' && process.send !== undefined;
await import(isTrial ? pathToFileURL(process.argv[2]).href : './dist/cli/main.js');
`;

await rm(release, { recursive: true, force: true });
await mkdir(work, { recursive: true });
const sets = (await serviceSets()).filter(({ builds, separate }) => !builds && !separate);
const packages = await drivers();
const assets = { ...(await findAssets(packages)), ...(await emptyPackages()) };
for (const system of Object.keys(EXECUTABLES)) await build(system);
await writeFile(join(release, 'LICENSES.txt'), await licenses(packages));
await rm(work, { recursive: true });
await writeSums(release);

/** The drivers of services, except compiled and separate ones. Without npm, users cannot add any. */
async function drivers() {
  const found = await Promise.all(sets.map(usedPackagesOf));
  return [...new Map(found.flat().map((one) => [one.folder, one])).values()];
}

/** Files by their paths in the package: what the command line needs of dist/, and the drivers. */
async function findAssets(packages) {
  const folders = [
    ...(await readdir(join(root, 'dist'), { withFileTypes: true }))
      .filter((entry) => entry.isDirectory() && !['lib', 'services', 'types'].includes(entry.name))
      .map((entry) => `dist/${entry.name}`),
    ...packages.map(({ folder }) => folder),
  ];
  const found = await Promise.all(folders.map(filesOf));
  // How Node loads the files of dist/. The rest of package.json is for npm.
  const own = join(work, 'package.json');
  await writeFile(own, '{"type":"module"}');
  const files = found.flat().map((path) => [path, join(root, path)]);
  return Object.fromEntries([['package.json', own], ...files]);
}

/** Packages that a driver imports, and of which OInt uses nothing. */
async function emptyPackages() {
  const files = { 'package.json': '{"main":"index.js"}', 'index.js': 'module.exports = {};' };
  const empty = join(work, 'empty');
  await mkdir(empty, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(empty, name), text);
  const unused = sets.flatMap(({ unused = [] }) => unused);
  const paths = unused.flatMap((one) =>
    Object.keys(files).map((name) => [`node_modules/${one}/${name}`, join(empty, name)]),
  );
  return Object.fromEntries(paths);
}

async function filesOf(folder) {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.startsWith('node_modules/') || isNeeded(path));
}

/** Only the code of a driver: no types, no tests, no sources in another language. */
function isNeeded(path) {
  return /\.(c?js|mjs|json|wasm)$/.test(path) && !/\/(test|tests|examples)\//.test(path);
}

async function build(system) {
  const entry = join(work, 'entry.mjs');
  await writeFile(entry, ENTRY);
  const config = {
    main: entry,
    mainFormat: 'module',
    executable: await bareNode(system),
    output: join(release, EXECUTABLES[system]),
    disableExperimentalSEAWarning: true,
    useVfs: true,
    assets,
  };
  const file = join(work, `${system}.json`);
  await writeFile(file, JSON.stringify(config));
  execFileSync(await fetchNode(hostSystem()), ['--build-sea', file], { cwd: work });
  await chmod(config.output, 0o755);
  console.log(`${EXECUTABLES[system]}: ${megabytes((await stat(config.output)).size)} MB`);
}

/** Node without symbols and without the signature, which would not be valid for another executable. */
async function bareNode(system) {
  const copy = join(work, `node-${system}`);
  await copyFile(await fetchNode(system), copy);
  if (system === 'win32') await writeFile(copy, withoutSignature(await readFile(copy)));
  else execFileSync('strip', [copy]);
  return copy;
}

function hostSystem() {
  if (process.arch === 'x64' && process.platform in EXECUTABLES) return process.platform;
  throw new Error(
    `on ${process.platform} ${process.arch} no executable can be built: take Linux x64`,
  );
}

async function licenses(packages) {
  const line = `\n${'='.repeat(80)}\n`;
  const texts = packages.map(async ({ name, version, folder }) => {
    const files = await readdir(join(root, folder));
    const file = files.find((name) => /^(licen[cs]e|copying)/i.test(name));
    const text = file
      ? await readFile(join(root, folder, file), 'utf8')
      : 'See its package.json.\n';
    return `${name} ${version}\n\n${text}`;
  });
  const parts = [
    `OInt\n\n${await readFile(join(root, 'LICENSE'), 'utf8')}`,
    await readFile(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8'),
    ...(await Promise.all(texts)),
    `Node.js\n\n${await nodeLicense()}`,
  ];
  return parts.join(line);
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
