import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = readFileSync('docs/guide/trust.md', 'utf8');
const rows = page.split('\n').filter((line) => /^\| (?!promise|---)/.test(line));
const named = [...page.matchAll(/`((?:src|test)\/[^`]+\.test\.ts)`: “([^”]+)”/g)].map(
  ([, file, title]) => [file!, title!] as const,
);

it('each promise names the tests that hold it', () => {
  expect(rows.length).toBeGreaterThan(15);
  expect(rows.filter((row) => !/`: “/.test(row))).toEqual([]);
});

it.each(named)('%s has the test “%s”', (file, title) => {
  expect(existsSync(file)).toBe(true);
  const source = readFileSync(file, 'utf8');
  expect(source.includes(`'${title}`) || source.includes(`"${title}`)).toBe(true);
});
