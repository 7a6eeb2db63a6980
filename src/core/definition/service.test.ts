import { expect, test } from 'vitest';
import { method } from './method.js';
import { definitionsOf, service } from './service.js';

function make(name: string) {
  return method('test', name, { effect: 'read', offline: true, params: {}, run: () => name });
}

const sing = make('Sing');
const dance = make('Dance');

test('a service has the methods of its regions, by name and in order', () => {
  const made = service({
    name: 'test',
    title: 'Test',
    category: 'Databases',
    summary: 'For tests',
    regions: { Voice: { sing }, Feet: { dance } },
  });
  expect([...made.methods.keys()]).toEqual(['Sing', 'Dance']);
  expect(made.methods.get('Sing')).toBe(sing.definition);
  expect(made).toMatchObject({ name: 'test', title: 'Test' });
});

test('a region is the exports of a file, or a table of methods', () => {
  const [singing, dancing] = [
    { key: 'sing', definition: sing.definition },
    { key: 'dance', definition: dance.definition },
  ];
  const table = { sing, dance };
  expect(definitionsOf(table)).toEqual([singing, dancing]);
  expect(definitionsOf({ table })).toEqual([singing, dancing]);
  expect(definitionsOf({ table, dance, more: { sing } })).toEqual([singing, dancing]);
  const about = { name: 't', title: 'T', category: 'AI', summary: 'T' } as const;
  const { regions } = service({ ...about, regions: { Arts: table } });
  expect(regions).toEqual([{ title: 'Arts', methods: [singing, dancing] }]);
});

test('other exports of a file are not methods', () => {
  const others = {
    helper: () => 1,
    constant: 5,
    list: [dance],
    nothing: undefined,
    none: null,
    deep: { down: { dance } },
  };
  expect(definitionsOf({ sing, ...others })).toEqual([
    { key: 'sing', definition: sing.definition },
  ]);
});
