import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

type Counts = Record<string, Record<string, { passed: number; all: number }>>;

const docs = new URL('../../docs/', import.meta.url);
const stored = JSON.parse(await readFile(new URL('conformance.json', docs), 'utf8')) as Record<
  'lines' | 'examples' | 'checks',
  { counts: Counts }
>;
const page = await readFile(new URL('guide/conformance.md', docs), 'utf8');

/** The cells of the page's rows that begin with one of these. */
function rowsOf(first: readonly string[]): string[][] {
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  const cells = rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return cells.filter(([name]) => first.includes(name!));
}

it('shows the stored counts of lines', () => {
  const rows = Object.entries(stored.lines.counts).map(([language, services]) => {
    const all = Object.values(services);
    const sum = (of: 'passed' | 'all') => String(all.reduce((total, one) => total + one[of], 0));
    return [language, sum('passed'), sum('all')];
  });
  expect(rows.length).toBeGreaterThan(0);
  expect(rowsOf(Object.keys(stored.lines.counts))).toEqual(rows);
});

it('shows the stored counts of examples and checks', () => {
  const { examples, checks } = stored;
  const rows = Object.entries(examples.counts).flatMap(([language, modules]) =>
    Object.entries(modules).map(([name, count]) => {
      const { passed, all } = checks.counts[language]![name]!;
      return [name, language, ...[count.passed, count.all, passed, all].map(String)];
    }),
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rowsOf(rows.map(([name]) => name!))).toEqual(rows);
});
