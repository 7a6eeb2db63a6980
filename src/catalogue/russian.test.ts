import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readIndex } from './manifest.js';
import { methodNamed, namesLike, russianName } from './russian.js';

type Names = Record<string, Record<string, string>>;

const kept = JSON.parse(readFileSync(new URL('./russian.json', import.meta.url), 'utf8')) as Names;

function catalogue(): Names | undefined {
  try {
    const file = new URL('../../../shared/catalogue/ru.json', import.meta.url);
    return (JSON.parse(readFileSync(file, 'utf8')) as { methods: Names }).methods;
  } catch {
    return undefined;
  }
}

describe('Russian names', () => {
  const known = catalogue();
  const why = known ? '' : ' (skipped: there is no ../shared/catalogue/ru.json)';

  it.skipIf(why)(`are those of the catalogue${why}`, () => {
    expect(kept).toEqual(known);
  });

  it('differ within a service, in any case of their letters', () => {
    for (const [service, names] of Object.entries(kept)) {
      const lower = Object.values(names).map((name) => name.toLowerCase());
      expect(new Set(lower).size, service).toBe(lower.length);
    }
  });

  it('are those of our methods', () => {
    for (const { name, methods } of readIndex().services) {
      for (const method of methods) expect(russianName(name, method)).toBe(kept[name]?.[method]);
    }
  });
});

const methods = readIndex()
  .services.find(({ name }) => name === 'openai')!
  .methods.map((name) => ({ name }));

describe('methodNamed', () => {
  it('finds a method by either name, in any case', () => {
    for (const typed of ['GetResponse', 'getresponse', 'ПолучитьОтвет', 'получитьответ']) {
      expect(methodNamed('openai', methods, typed)).toEqual({ name: 'GetResponse' });
    }
    expect(methodNamed('openai', methods, 'ПолучитьОтве')).toBeUndefined();
    expect(methodNamed('unknown', methods, 'ПолучитьОтвет')).toBeUndefined();
  });
});

describe('namesLike', () => {
  it('has names in the language of what was typed', () => {
    expect(namesLike('ПолучитьОтве', 'openai', ['GetResponse', 'EditImage'])).toEqual([
      'ПолучитьОтвет',
    ]);
    expect(namesLike('GetRespons', 'openai', ['GetResponse'])).toEqual(['GetResponse']);
  });
});
