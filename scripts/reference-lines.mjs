// Dry runs of the reference's own example lines: OINT_REFERENCE=/path/to/its/checkout node
// scripts/reference-lines.mjs [SERVICE …]. Prints how many of them OInt understands, and why not. With
// OINT_RECORD=1, docs/conformance.json gets the counts.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { storeCounts } from './conformance.mjs';
import { serviceNames } from './services.mjs';

const checkout = process.env.OINT_REFERENCE;
if (!checkout) throw new Error('set OINT_REFERENCE to a checkout of the reference');
const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
const run = promisify(execFile);
const home = await mkdtemp(join(tmpdir(), 'reference-lines-'));
const only = process.argv.slice(2);
const names = (await serviceNames()).filter((name) => only.length === 0 || only.includes(name));

/** Masks of the reference where its users type another kind of value. */
const MASKED = [
  [/(--testapi) "\*\*\*"/, '$1 true'],
  [/(--chat) "\*\*\*"/, '$1 12345'],
  // Some editions have doubled quotes, which bash would drop.
  [/""(.*?)""/g, '"$1"'],
  [/https?:\/\/[\w.]+\/test_data\/(\w+\.proto)/g, '/tmp/$1'],
  [/('\w*Url':)'\*\*\*'/g, "$1'https://service.example'"],
];

/** The methods of the reference's proto file that its lines call. */
const PROTO = `syntax = "proto3";
package grpcbin;
message Any { string text = 1; }
service GRPCBin { rpc DummyUnary(Any) returns (Any); rpc HeadersUnary(Any) returns (Any); }`;

/** Has two files, as the one of the lines. No free program packs RAR. */
const RAR =
  'UmFyIRoHAQDFGjMyAwEAAECOesQdAgIBBgGkgwIAypo7t+/cgwABCnJlYWRtZS50eHQxLcAmRyACAgEGAaSDAgDKmjsNvtUaAAENZG9jcy9ub3RlLnR4dDIZsjo1AwUAAA==';

const counts = { en: {}, ru: {} };
let failed = 0;
try {
  for (const service of names) await check(service);
  await storeCounts('lines', counts, checkout);
} finally {
  await rm(home, { recursive: true });
}
process.exitCode = failed > 0 ? 1 : 0;

/** Runs the lines of a service, one after the other, and prints how many of them were understood. */
async function check(service) {
  for (const language of ['en', 'ru']) {
    const lines = await linesOf(language, service);
    if (lines.length === 0) continue;
    const faults = [];
    for (const { from, line } of lines) {
      const why = await refusalOf(line);
      if (why !== undefined) faults.push(`  ${from}: ${why}`);
    }
    failed += faults.length;
    const count = { passed: lines.length - faults.length, all: lines.length };
    counts[language][service] = count;
    console.log(
      [`${service} (${language}): ${count.passed} of ${count.all}`, ...faults].join('\n'),
    );
  }
}

/** The example line of each method. Older editions put a comment above it. */
async function linesOf(language, service) {
  const folder = join(checkout, 'docs', language, 'cli', service);
  const methods = await readdir(folder).catch(() => []);
  const texts = methods.map(async (method) => {
    const text = await readFile(join(folder, method, 'bash.txt'), 'utf8').catch(() => undefined);
    return { from: method, line: text?.replace(/^#.*$/gm, '').trim() };
  });
  return (await Promise.all(texts)).filter(({ line }) => line);
}

/** Why a line is not understood: the first line of its error. */
async function refusalOf(line) {
  const ready = await withFiles(line);
  const why = await failureOf(`${ready} --dry-run`);
  // What works only on this machine has no dry run: it is run.
  return why?.endsWith('this method does not support --dry-run') ? failureOf(ready) : why;
}

async function failureOf(line) {
  const script = `oint() { node '${main}' "$@"; }\n${line} < /dev/null`;
  const env = { PATH: process.env.PATH, HOME: home };
  try {
    await run('bash', ['-c', script], { cwd: home, env, timeout: 60_000 });
    return undefined;
  } catch (error) {
    return (error.stderr || error.message).split('\n')[0];
  }
}

/** The temporary files that the line names, as files that there are. */
async function withFiles(line) {
  let changed = MASKED.reduce((text, [mask, value]) => text.replace(mask, value), line);
  const service = /^oint (\w+)/.exec(line)?.[1];
  const paths = new Set(changed.match(/(?:\/tmp|C:[\\/]+Users)[\w\\/.-]*/g));
  for (const [at, path] of [...paths].entries()) {
    const file = join(home, `${at}${extname(path) || '.tmp'}`);
    const isArchive = changed.includes(`--src "${path}"`);
    await writeFile(file, isArchive ? await archive(service, file) : contentFor(path));
    changed = changed.replaceAll(path, file);
  }
  return changed;
}

function contentFor(path) {
  if (path.endsWith('mt.proto')) return 'syntax = "proto3";';
  return { '.json': '{}', '.proto': PROTO }[extname(path)] ?? 'content';
}

/** The bytes of an archive in the service's format. */
async function archive(service, file) {
  if (service === 'rar') return Buffer.from(RAR, 'base64');
  const folder = join(home, 'packed');
  await mkdir(join(folder, 'config'), { recursive: true });
  await writeFile(join(folder, 'readme.txt'), 'content');
  await writeFile(join(folder, 'config/settings.json'), '{}');
  await run(process.execPath, [
    ...[main, service, 'ArchiveDirectory', '--src', folder, '--dest', file],
  ]);
  return readFile(file);
}
