import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe.each(['docs/guide/trust.md', 'docs/guide/exact.md'])('%s', (path) => {
  const page = readFileSync(path, 'utf8');
  const rows = page.split('\n').filter((line) => /^\| (?!promise|---)/.test(line));
  const named = [...page.matchAll(/`((?:src|test)\/[^`]+\.test\.ts)`: “([^”]+)”/g)].map(
    ([, file, title]) => [file!, title!] as const,
  );

  it('names the tests that hold each promise', () => {
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter((row) => !/`: “/.test(row))).toEqual([]);
  });

  it.each(named)('%s has the test “%s”', (file, title) => {
    expect(existsSync(file)).toBe(true);
    const source = readFileSync(file, 'utf8');
    expect(source.includes(`'${title}`) || source.includes(`"${title}`)).toBe(true);
  });
});
