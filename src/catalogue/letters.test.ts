import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lettersOf } from './letters.js';
import { readIndex, readManifest } from './manifest.js';

const letters = (...options: string[]) =>
  Object.fromEntries(lettersOf(options.map((option) => ({ option }))));

/** One command a line, each option with its letter if it has one: `url=u token=t out`. */
const known = readFileSync(new URL('../../test/facts/letters.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

function asLine(
  options: readonly string[],
  found: ReadonlyMap<string, string | undefined>,
): string {
  return options.map((option) => [option, found.get(option)].filter(Boolean).join('=')).join(' ');
}

describe('lettersOf', () => {
  it('gives every option of the reference its letter', () => {
    for (const line of known) {
      const options = line.split(' ').map((word) => word.split('=')[0]!);
      expect(asLine(options, lettersOf(options.map((option) => ({ option }))))).toBe(line);
    }
  });

  it('prefers the first letter, then consonants, then vowels, then any consonant', () => {
    expect(letters('url', 'token', 'model', 'msgs')).toEqual({
      url: 'u',
      token: 't',
      model: 'm',
      msgs: 's',
    });
    expect(letters('m', 's', 'g', 'messy', 'mess')).toEqual({
      m: 'm',
      s: 's',
      g: 'g',
      messy: 'e',
      mess: 'b',
    });
    expect(letters('h', 'host', '2fa')).toEqual({ h: 'h', host: 's', '2fa': 'f' });
  });

  it('never gives a letter twice', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { maxLength: 30 });
    fc.assert(
      fc.property(names, (options) => {
        const given = Object.values(letters(...options));
        expect(new Set(given).size).toBe(given.length);
      }),
    );
  });
});

interface CatalogueMethod {
  name: string;
  nocli?: boolean;
  params: { option: string | null; short: string | null }[];
}

const folder = new URL('../../../shared/catalogue/', import.meta.url);

function catalogue(): Map<string, CatalogueMethod[]> {
  let files: string[];
  try {
    files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return new Map();
  }
  const read = files.map((name) => {
    const { regions = [] } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
      regions?: { methods: CatalogueMethod[] }[];
    };
    const methods = regions.flatMap((region) => region.methods);
    const commands = methods.filter(
      // The commands of `http` have no letters.
      ({ nocli, params }) => !nocli && params.some(({ short }) => short !== null),
    );
    return [name.slice(0, -'.json'.length), commands] as const;
  });
  return new Map(read.filter(([name]) => name !== 'http'));
}

describe('the letters of the catalogue', () => {
  const commands = catalogue();
  const why = commands.size > 0 ? '' : ' (skipped: there is no ../shared/catalogue)';

  it.skipIf(why)(`are the known ones${why}`, () => {
    const lines = [...commands.values()].flat().map(({ params }) => {
      const named = params.flatMap(({ option, short }) =>
        option === null ? [] : [[option, short ?? undefined] as const],
      );
      return asLine(
        named.map(([option]) => option),
        new Map(named),
      );
    });
    expect([...new Set(lines)].sort()).toEqual([...known].sort());
  });

  it.skipIf(why)(`are those of our methods${why}`, () => {
    for (const { name } of readIndex().services) {
      const ours = readManifest(name).regions.flatMap(({ methods }) => methods);
      for (const { name: method, params } of commands.get(name) ?? []) {
        const found = ours.find((one) => one.name === method);
        const options = params.flatMap(({ option, short }) => (short === null ? [] : [option!]));
        const has = lettersOf(found?.params ?? []);
        const theirs = params.flatMap(({ option, short }) => (short ? [[option, short]] : []));
        // An option that a service no longer has may have a successor with another name.
        const isOurs = ([option]: readonly (string | null | undefined)[]) =>
          found?.params.some((param) => param.option === option);
        expect(
          options.map((option) => [option, has.get(option)]).filter(isOurs),
          `${name} ${method}`,
        ).toEqual(theirs.filter(isOurs));
      }
    }
  });
});
