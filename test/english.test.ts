import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

/** A regular expression, in which a space matches line breaks of comments too; what to write instead. */
const PHRASES: readonly (readonly [phrase: string, instead: string])[] = [
  ['(?<!there )is no (?!longer|more|different)', 'is not a …, is not valid …'],
  ['(?<!there )(is|are) none', 'is not one; does not exist'],
  ['where there (is|are) (no|none|one)', 'if there is …; otherwise'],
  ['anew', 'again; a new …'],
  ['whoever', 'the caller, the user'],
  [
    '(some|every)body|nobody (is|has|asks|waits|can|knows|this|that|who)',
    'the user; no one, everyone',
  ],
  ['(is|are|was|were) (not )?to be', 'must, should, will'],
  ["(of )?one['’]s own", 'your own; private'],
  ['heed(s|ed|ing)?', 'use, follow, apply'],
  ['work(s|ed|ing)? off', 'process, run'],
  ['tell(s|ing)? (how|of)', 'report, show, get the status of'],
  ['under way', 'in progress, running'],
  ['whose like', 'such as'],
  ['sees to it', 'ensures'],
  ['held against', 'compared with'],
  ['go(es|ing)? on (with|from|where)', 'continue, resume'],
  ['speaks no [A-Z]', 'does not speak …'],
  ['(is|are) gone', 'was deleted, no longer exists'],
  ['as an example:', 'Example:'],
  ['(is|are|was|be) mended|mend (it|the|that|this)', 'fix'],
  ['is the [a-z]+ right\\?', 'Check the …'],
  ['nothing answers at', 'connection refused'],
  ['takes a (number|size|list|word)', 'must be a …'],
  ['so many (services|chunks|letters|bytes|seconds|milliseconds)', 'up to … services'],
  ['behaviour|recognised|synthesiser', 'American spelling'],
];

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['src', 'docs', 'bench', 'scripts', 'test'];
const READ = /\.(ts|mjs|md|html)$/;
/** Generated files, the two that quote the phrases, and the synonyms of the search. */
const NOT_READ =
  /^docs\/(records|services|\.vitepress\/(dist|cache))\/|^docs\/(contributing|changelog|english)\.md$|^test\/english\.test\.ts$|^src\/catalogue\/search\/terms\.ts$/;

async function files(): Promise<string[]> {
  const found = await Promise.all(
    FOLDERS.map(async (folder) => {
      const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && READ.test(entry.name))
        .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
    }),
  );
  return ['README.md', 'CONTRIBUTING.md', ...found.flat()].filter((file) => !NOT_READ.test(file));
}

const patterns = PHRASES.map(([phrase, instead]) => ({
  pattern: new RegExp(`(?<![\\w-])(?:${phrase.replaceAll(' ', '(?:[\\s*]|//)+')})(?![\\w-])`, 'gi'),
  instead,
}));

function faultsOf(file: string, text: string): string[] {
  return patterns.flatMap(({ pattern, instead }) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => {
      const line = text.slice(0, index).split('\n').length;
      return `${file}:${line}: "${found.replace(/[\s*/]+/g, ' ')}": write "${instead}"`;
    }),
  );
}

it('no text has phrases that no native speaker would use', async () => {
  const faults: string[] = [];
  for (const file of await files()) {
    faults.push(...faultsOf(file, await readFile(join(ROOT, file), 'utf8')));
  }
  expect(faults, 'see docs/english.md').toEqual([]);
});

it('finds a phrase that is broken over two lines', () => {
  const text = '/**\n * The file that is\n * to be sent.\n */\n// It is no\n// JSON.';
  expect(faultsOf('a.ts', text).map((fault) => fault.split(':')[1])).toEqual(['5', '2']);
});
