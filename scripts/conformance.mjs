// Stores how close OInt is to the reference in docs/conformance.json, which docs/guide/conformance.md shows.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';

const FILE = new URL('../docs/conformance.json', import.meta.url);

/**
 * Stores the counts of one kind, by language and name, if OINT_RECORD is set. What a run did not count keeps
 * its numbers.
 */
export async function storeCounts(kind, counts, checkout) {
  if (!process.env.OINT_RECORD) return;
  const all = JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}'));
  const before = all[kind]?.counts ?? {};
  const languages = [...new Set([...Object.keys(before), ...Object.keys(counts)])].sort();
  const merged = languages.map((one) => [one, sorted({ ...before[one], ...counts[one] })]);
  const date = new Date().toISOString().slice(0, 10);
  all[kind] = { date, commit: commitOf(checkout), counts: Object.fromEntries(merged) };
  await writeFile(FILE, `${JSON.stringify(sorted(all), null, 2)}\n`);
}

/** The commit of the checkout; `null` if its files were brought one by one. */
function commitOf(checkout) {
  try {
    const options = { cwd: checkout, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('git', ['rev-parse', 'HEAD'], options).trim();
  } catch {
    return null;
  }
}

function sorted(record) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
