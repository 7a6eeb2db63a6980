import { expect, test } from 'vitest';
import { method } from './method.js';
import { definitionsOf, service } from './service.js';

function make(name: string) {
  return method('test', name, { effect: 'read', offline: true, params: {}, run: () => name });
}

const sing = make('Sing');
const dance = make('Dance');

test('a service has the methods of its regions by their names, in their order', () => {
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

test('whatever else a file exports is no method', () => {
  const others = { helper: () => 1, constant: 5, list: [dance], nothing: undefined, none: null };
  expect(definitionsOf({ sing, ...others })).toEqual([sing.definition]);
});
