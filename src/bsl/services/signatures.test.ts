import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readIndex, readManifest } from '../../catalogue/manifest.js';
import { keywordOf } from '../syntax/keywords.js';
import { positionsOf } from './signatures.js';

const methods = readIndex().services.flatMap(({ name: service }) =>
  readManifest(service).regions.flatMap((region) =>
    region.methods.map((method) => ({
      service,
      method,
      positions: positionsOf(service, method.name, method.params),
    })),
  ),
);

describe('the positions of params', () => {
  it('have each param once', () => {
    for (const { service, method, positions } of methods) {
      const known = positions.flatMap(({ param }) => param?.key ?? []);
      expect(known.toSorted(), `${service} ${method.name}`).toEqual(
        method.params.map(({ key }) => key).toSorted(),
      );
      expect(
        positions.every(({ option }) => option !== ''),
        `${service} ${method.name}`,
      ).toBe(true);
    }
  });

  it.each(['name', 'russian'] as const)('have names that a module can use: %s', (language) => {
    for (const { service, method, positions } of methods) {
      const names = positions.map((position) => position[language].toLowerCase());
      const title = `${service} ${method.name}: ${names}`;
      expect(new Set(names).size, title).toBe(names.length);
      for (const name of names) {
        expect(name, title).toMatch(/^[\p{L}_][\p{L}\p{N}_]*$/u);
        expect(keywordOf(name), title).toBeUndefined();
      }
    }
  });

  it('are those of the reference, also if ours have another order', () => {
    const names = (service: string, name: string) => {
      const found = methods.find((one) => one.service === service && one.method.name === name)!;
      return found.positions.map((position) => `${position.name}: ${position.param?.key}`);
    };
    expect(names('cdek', 'DeleteOrder')).toEqual([
      'Token: token',
      'UUID: uuid',
      'TestAPI: testApi',
      'Wait: wait',
    ]);
    // OInt saves files with a call option.
    expect(names('yadisk', 'DownloadFile').at(-1)).toBe('SavePath: undefined');
  });
});

type Params = Record<string, Record<string, Record<string, string>>>;

function catalogueOf(name: string): unknown {
  try {
    const file = new URL(`../../../../shared/catalogue/${name}.json`, import.meta.url);
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

interface Described {
  regions: { methods: { name: string; params: { name: string; option: string | null }[] }[] }[];
}

describe('the names of params', () => {
  const russian = (catalogueOf('ru') as { params: Params } | undefined)?.params;
  const why = russian ? '' : ' (skipped: there is no ../shared/catalogue)';

  it.skipIf(!russian)(`are those of the catalogue${why}`, () => {
    for (const { service, method, positions } of methods) {
      const { regions } = catalogueOf(service) as Described;
      const found = regions
        .flatMap((region) => region.methods)
        .find((one) => one.name === method.name);
      // A request comes first in our functions, where the reference has an object.
      const [first, ...rest] = positions;
      const own = service === 'http' && first?.name === 'Request' ? rest : positions;
      for (const [index, { name, option }] of (found?.params ?? []).entries()) {
        const position = own[index]!;
        const title = `${service} ${method.name} ${name}`;
        expect(position.name, title).toBe(name);
        if (option && service !== 'http') expect(position.option, title).toBe(option);
        const known = russian![service]?.[method.name]?.[name];
        if (known) expect(position.russian, title).toBe(known);
      }
    }
  });
});
