import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../dist/cli/', import.meta.url));

/** Our own files that a built file loads at once. */
function importsOf(file: string): string[] {
  const found = readFileSync(folder + file, 'utf8').matchAll(
    /^(?:const [^=]+= )?require\(["']\.\/([^"']+)["']\)/gm,
  );
  return [...found].map(([, name]) => name!);
}

test('help needs one file, and running a method one more', () => {
  const run = readdirSync(folder).filter((name) => name.startsWith('run-'));
  expect(run).toHaveLength(1);
  expect(importsOf('main.js')).toEqual([]);
  expect(importsOf(run[0]!)).toEqual(['main.js']);
});
