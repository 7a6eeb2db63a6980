// The end of a run: what became slower since the stored run and, with `--update`, the figures to store
// and the table of the page about speed.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { here } from './measure.mjs';

const FILE = here('results.json');
const PAGE = here('../docs/guide/speed.md');
/** Below this, two runs of the same code differ. */
const WORSE = 1.1;
/** The peers, by the packages or commands that tell their versions. */
const PACKAGES =
  `openai hono @modelcontextprotocol/sdk @grpc/grpc-js @msgpack/msgpack better-sqlite3 mysql2 pg
  undici ws`.split(/\s+/);
const COMMANDS = { curl: '--version', tar: '--version', 'ssh -V': '', clickhouse: '--version' };

/** Compares the rows of a run with the stored ones, and stores them if asked to. */
export function report(rows, { update }) {
  const stored = JSON.parse(readFileSync(FILE, 'utf8'));
  const before = new Map(stored.rows.map((row) => [row.what, row]));
  const slower = rows.filter((row) => isWorse(row, before.get(row.what)));
  for (const { what, ratio } of slower) {
    console.log(`SLOWER  ${what}: ${ratio}, was ${before.get(what).ratio}`);
  }
  const missed = rows.filter(({ good }) => !good).length;
  console.log(`${rows.length} measured, ${missed} missed, ${slower.length} slower than stored`);
  if (!update) return;
  for (const row of rows) before.set(row.what, row);
  const all = { about: about(), rows: [...before.values()] };
  writeFileSync(FILE, `${JSON.stringify(all, undefined, 2)}\n`);
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(PAGE, `${page.slice(0, page.indexOf(MARK))}${MARK}\n\n${asMarkdown(all)}`);
}

const MARK = '<!-- npm run bench -- --update -->';

function isWorse({ ratio, bar }, before) {
  if (!before) return false;
  return bar.startsWith('≤') ? ratio > before.ratio * WORSE : ratio < before.ratio / WORSE;
}

function about() {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpu.model.trim()}, ${memory} GiB, ${process.platform} ${process.arch}`,
    versions: { node: process.versions.node, ...packageVersions(), ...commandVersions() },
  };
}

function packageVersions() {
  const version = (name) =>
    JSON.parse(readFileSync(here(`../node_modules/${name}/package.json`), 'utf8')).version;
  return Object.fromEntries(PACKAGES.map((name) => [name, version(name)]));
}

function commandVersions() {
  const found = Object.entries(COMMANDS).map(([line, option]) => {
    const [command, ...args] = line.split(' ');
    const all = `${command} ${args.join(' ')} ${option} 2>&1`;
    try {
      const text = execFileSync('sh', ['-c', all], { encoding: 'utf8' });
      return [command, /\d+\.\d+[\w.]*/.exec(text)?.[0]];
    } catch {
      return [command, undefined];
    }
  });
  return Object.fromEntries(found.filter(([, version]) => version));
}

function asMarkdown({ about: { date, machine, versions }, rows }) {
  const lines = rows.map(({ what, ratio, bar, good, figures }) => {
    const at = what.lastIndexOf(' : ');
    const sides = at < 0 ? [what, ''] : [what.slice(0, at), what.slice(at + 3)];
    const cells = [...sides, good ? ratio : `**${ratio}**`, bar, figures];
    return `| ${cells.join(' | ')} |`;
  });
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `Measured on ${date}: ${machine}.
Versions: ${named.join(', ')}.

| what | compared with | ratio | bar | both |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}
