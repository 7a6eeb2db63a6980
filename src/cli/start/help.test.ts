import { spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { methodOf, paramOf, serviceOf } from '../../../test/support/manifest.js';
import { exampleWords } from '../../catalogue/example.js';
import {
  byCategory,
  type ManifestIndex,
  type MethodManifest,
  readIndex,
  readManifest,
} from '../../catalogue/manifest.js';
import { categories } from '../../core/definition/category.js';
import { Help } from './help.js';

/** The help of a method for a stream with this number of columns. */
function helpOn(
  method: MethodManifest,
  columns: number,
  service = serviceOf([method], { name: 'x' }),
): string {
  const stream = Object.assign(new PassThrough(), { columns }) as unknown as NodeJS.WriteStream;
  return new Help(stream).method(service, method);
}

it('shows the errors with the names of options', () => {
  const throws = [
    { error: 'InputError', when: 'The `file` does not exist, or `filePath` is empty.' },
    { error: 'HttpError', when: '`403`: the key is not allowed to.' },
  ];
  const params = [paramOf('path', { key: 'filePath', example: 'a.txt' })];
  expect(helpOn(methodOf(params, { throws }), 60)).toContain(`
Errors
  InputError  The file does not exist, or --path is empty.
  HttpError   403: the key is not allowed to.
`);
  expect(helpOn(methodOf(params), 60)).not.toContain('Errors');
});

it('shows only those examples that are command lines', () => {
  const examples = [
    { language: 'ts', code: 'await x.doIt();' },
    { language: 'sh', code: "oint x DoIt --name 'a b' \\\n  --id 1\n\noint x DoIt --id 2" },
  ];
  const text = helpOn(methodOf([], { examples }), 100);
  expect(text).toContain(`
More examples
  oint x DoIt --name 'a b' --id 1
  oint x DoIt --id 2
`);
  expect(text).not.toContain('await');
  const programs = helpOn(methodOf([], { examples: examples.slice(0, 1) }), 100);
  expect(programs).not.toContain('More examples');
});

/** Six services per category. */
const index: ManifestIndex = {
  categories,
  services: categories.flatMap((category, at) =>
    ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'].map((word) => ({
      name: `${word}${at}`,
      title: word,
      category,
      summary: 'What it is for',
      methods: ['DoIt'],
    })),
  ),
};

it('fits on one screen, even with more services than planned', () => {
  const stream = { isTTY: true, columns: 80 } as NodeJS.WriteStream;
  const lines = new Help(stream).root(index, '1.2.3').split('\n');
  expect(lines.length).toBeLessThan(50);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  for (const { name } of index.services) expect(lines.join('\n')).toContain(name);
});

it('lists the services by category, in the order of the categories', () => {
  const [first, ...others] = index.services.filter(({ category }) => category !== 'Google');
  const groups = byCategory({ categories, services: [...others, first!] });
  expect(groups.map(({ category }) => category)).toEqual(
    categories.filter((category) => category !== 'Google'),
  );
  expect(groups.flatMap(({ services }) => services)).toHaveLength(others.length + 1);
});

const noBash = spawnSync('bash', ['--version']).error ? ' (skipped: there is no bash)' : '';
const isWindows = process.platform === 'win32' ? ' (skipped: its help is for its own shells)' : '';

describe.skipIf(noBash || isWindows)(`pasted into bash${noBash || isWindows}`, () => {
  const typed = readIndex()
    .services.map(({ name }) => readManifest(name))
    .flatMap((service) =>
      service.regions.flatMap(({ methods }) => methods.map((method) => ({ service, method }))),
    )
    .filter(({ method }) => !method.programOnly);

  /** The lines below a title of help, as one selects and copies them. */
  function linesBelow(text: string, title: string): string[] {
    const found = text.split('\n\n').find((section) => section.startsWith(`${title}\n`));
    return found?.trimEnd().split('\n').slice(1) ?? [];
  }

  function inBash(args: readonly string[], script: string): string {
    const { status, stdout, stderr } = spawnSync('bash', [...args], {
      input: script,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  }

  it.each([100, 60])('the example of every method is its words, on %i columns', (columns) => {
    const scripts = typed.flatMap(({ service, method }) =>
      linesBelow(helpOn(method, columns, service), 'Example').join('\n'),
    );
    const oint = `oint() { printf '%s\\0' "$#" oint "$@"; }`;
    const seen = inBash([], [oint, ...scripts].join('\n'))
      .split('\0')
      .slice(0, -1);
    for (const { service, method } of typed) {
      const words = seen.splice(0, 1 + Number(seen.shift()));
      expect(words).toEqual(exampleWords(service.name, method));
    }
    expect(seen).toEqual([]);
  });

  it('every other example is whole lines of bash', () => {
    for (const { service, method } of typed) {
      const text = helpOn(method, 100, service);
      const lines = ['Without a server', 'More examples'].flatMap((title) =>
        linesBelow(text, title),
      );
      if (lines.length > 0) inBash(['-n'], lines.join('\n'));
    }
  });
});
