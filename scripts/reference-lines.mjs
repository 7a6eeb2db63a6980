// Dry runs of the reference's own example lines: OINT_REFERENCE=/path/to/its/checkout node
// scripts/reference-lines.mjs [SERVICE …]. Prints how many of them OInt understands, and why not.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serviceNames } from './services.mjs';

const checkout = process.env.OINT_REFERENCE;
if (!checkout) throw new Error('set OINT_REFERENCE to a checkout of the reference');
const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
const run = promisify(execFile);
const home = await mkdtemp(join(tmpdir(), 'reference-lines-'));
const only = process.argv.slice(2);
const names = (await serviceNames()).filter((name) => only.length === 0 || only.includes(name));

let failed = 0;
try {
  for (const service of names) await check(service);
} finally {
  await rm(home, { recursive: true });
}
process.exitCode = failed > 0 ? 1 : 0;

/** Runs the lines of a service, one after the other, and prints how many of them were understood. */
async function check(service) {
  const lines = (
    await Promise.all(['en', 'ru'].map((language) => linesOf(language, service)))
  ).flat();
  const faults = [];
  for (const { from, line } of lines) {
    const why = await refusalOf(line);
    if (why !== undefined) faults.push(`  ${from}: ${why}`);
  }
  failed += faults.length;
  console.log(
    [`${service}: ${lines.length - faults.length} of ${lines.length}`, ...faults].join('\n'),
  );
}

/** The example line of each method. Older editions put a comment above it. */
async function linesOf(language, service) {
  const folder = join(checkout, 'docs', language, 'cli', service);
  const methods = await readdir(folder).catch(() => []);
  const texts = methods.map(async (method) => {
    const text = await readFile(join(folder, method, 'bash.txt'), 'utf8').catch(() => undefined);
    return { from: `${language} ${method}`, line: text?.replace(/^#.*$/gm, '').trim() };
  });
  return (await Promise.all(texts)).filter(({ line }) => line);
}

/** Why a line is not understood: the first line of its error. */
async function refusalOf(line) {
  const script = `oint() { node '${main}' "$@"; }\n${await withFiles(line)} --dry-run < /dev/null`;
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
  const paths = new Set(line.match(/(?:\/tmp|C:[\\/]+Users)[\w\\/.-]*/g));
  let changed = line;
  for (const [at, path] of [...paths].entries()) {
    const file = join(home, `${at}.tmp`);
    await writeFile(file, 'content');
    changed = changed.replaceAll(path, file);
  }
  return changed;
}
