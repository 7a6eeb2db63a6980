import { describe, expect, it } from 'vitest';
import { choice, Globs } from './globs.js';
import { Twins, whyNotHere } from './names.js';
import { planLines, planOf } from './plan.js';
import type { Tree } from './tree.js';

describe('a pattern', () => {
  it.each([
    ['*.html', ['index.html', 'a/b/index.html', '.html'], ['index.htm', 'html', 'x.html.gz']],
    ['photos/**', ['photos/1.jpg', 'photos/a/2.jpg'], ['my/photos/1.jpg', 'photosx']],
    ['/top.txt', ['top.txt'], ['a/top.txt']],
    ['a/*.txt', ['a/x.txt'], ['a/b/x.txt', 'b/a/x.txt']],
    ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z', 'a/z/y'], ['az', 'b/z']],
    ['**/tmp/', ['tmp/x', 'a/tmp/x', 'tmp/'], ['tmp', 'a/tmp']],
    ['node_modules', ['node_modules/a/b', 'x/node_modules/y'], ['node_modules2/a']],
    ['?.c', ['a.c', 'é.c', '😀.c'], ['ab.c', '.c']],
    ['a*b*c', ['abc', 'aXbYbZc'], ['ab', 'acb']],
    ['[x].(y)+', ['[x].(y)+'], ['x.y']],
    ['**', ['a', 'a/b'], []],
  ])('%s', (pattern, matching, others) => {
    const globs = new Globs([pattern]);
    expect(matching.filter((path) => !globs.match(path))).toEqual([]);
    expect(others.filter((path) => globs.match(path))).toEqual([]);
  });

  it('of many stars takes no longer than its length', () => {
    const globs = new Globs([`${'*a'.repeat(500)}b`, `${'**/a/'.repeat(200)}b`]);
    expect(globs.match('a'.repeat(5000))).toBe(false);
    expect(globs.match('a/'.repeat(1000))).toBe(false);
  });

  it('of an exclusion wins', () => {
    const { takes, enters } = choice(['*.js'], ['node_modules', 'test/']);
    expect(['a.js', 'src/a.js'].every(takes)).toBe(true);
    expect(['a.css', 'node_modules/a.js', 'test/a.js'].some(takes)).toBe(false);
    expect([enters('src'), enters('node_modules'), enters('test')]).toEqual([true, false, false]);
    expect(choice().takes('anything')).toBe(true);
  });
});

describe('a path from a server', () => {
  it.each(['a', 'a/b.txt', '..a', 'a..', '...', 'ü/日本', 'a b', ' '])('%j can be here', (path) => {
    expect(whyNotHere(path, 'linux')).toBeUndefined();
  });

  it.each([
    '..',
    '../x',
    'a/../../x',
    'a/..',
    '/etc/passwd',
    '//x',
    'C:/x',
    'c:x',
    './a',
    'a//b',
    'a/./b',
    '..\\x',
    'a\\..\\..\\x',
    'a\0b',
    `${'x'.repeat(256)}`,
  ])('%j cannot', (path) => {
    expect(whyNotHere(path, 'linux')).toBeDefined();
  });

  it.each(['a\\b', 'nul', 'a/CON.txt', 'a:b', 'x.', 'x ', 'a?', 'a|b'])(
    '%j cannot be on Windows',
    (path) => {
      expect(whyNotHere(path, 'win32')).toBeDefined();
    },
  );

  it('of the same file as another is found', () => {
    const [folding, exact] = [new Twins(true), new Twins(false)];
    expect(['A/b', 'a/B', 'c'].map((path) => folding.of(path))).toEqual([
      undefined,
      'A/b',
      undefined,
    ]);
    expect(['cafe\u0301', 'caf\u00e9'].map((path) => folding.of(path))[1]).toBe('cafe\u0301');
    expect(['A/b', 'a/B'].map((path) => exact.of(path))).toEqual([undefined, undefined]);
  });
});

describe('a plan', () => {
  const tree = (files: Record<string, [size: number, modified?: number]>): Tree => ({
    files: Object.entries(files).map(([path, [size, modified]]) => ({ path, size, modified })),
    folders: [],
    skipped: [],
  });

  it('copies what is new, newer or of another size', async () => {
    const source = tree({
      new: [1, 1],
      newer: [1, 9000],
      older: [1, 1000],
      size: [2, 1],
      same: [1, 5400],
    });
    const target = tree({
      newer: [1, 5000],
      older: [1, 5000],
      size: [1, 9000],
      same: [1, 5000],
      more: [1, 1],
    });
    const plan = await planOf(source, target, { remove: false });
    expect(plan.copy.map(({ path }) => path)).toEqual(['new', 'newer', 'size']);
    expect(plan).toMatchObject({ same: 2, remove: [] });
    expect((await planOf(source, target, { remove: true })).remove).toEqual(['more']);
  });

  it('compares contents, and only of files of the same size', async () => {
    const compared: string[] = [];
    const isSame = async ({ path }: { path: string }) => {
      compared.push(path);
      return path === 'a';
    };
    const source = tree({ a: [1, 9], b: [1, 1], c: [2, 1] });
    const plan = await planOf(source, tree({ a: [1, 1], b: [1, 1], c: [1, 1] }), {
      remove: false,
      isSame,
    });
    expect(plan.copy.map(({ path }) => path)).toEqual(['b', 'c']);
    expect(compared).toEqual(['a', 'b']);
  });

  it('does not delete what the source could not read', async () => {
    const source = { ...tree({}), skipped: [{ path: 'link', why: 'it is a link to a folder' }] };
    const target = tree({ 'link/a': [1, 1], link: [1, 1], links: [1, 1] });
    expect((await planOf(source, target, { remove: true })).remove).toEqual(['links']);
  });

  it('is shown with a line for each file', () => {
    const plan = { copy: tree({ 'a\u001b[31m': [7] }).files, remove: ['b'], same: 1 };
    expect(planLines(plan, 'upload', (path) => `site/${path}`)).toBe(
      'upload "a\\u001b[31m" (7 bytes)\ndelete site/b',
    );
    expect(planLines({ copy: [], remove: [], same: 1 }, 'save', (path) => path)).toBe(
      'nothing to do',
    );
  });
});
