import { beforeEach, describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { openedStore } from '../../../test/support/opened-store.js';
import { ApiError } from '../errors.js';
import type { Objects, Page } from './store.js';

let path: string;
let objects: Objects;
beforeEach(async () => {
  path = await folder();
  objects = (await openedStore({ folder: path })).objects;
});

const ids = (page: Partial<Page>, kind = 'message') => {
  const { data, hasMore } = objects.list(kind, { limit: 9, order: 'asc', ...page });
  return [data.map(({ id }) => id).join(''), hasMore];
};

describe('objects', () => {
  it('are stored by kind and ID, also for another process', async () => {
    const response = { id: 'r', text: 'привет \0 "x"', list: [1, { a: null }] };
    objects.put('response', response);
    objects.put('assistant', { id: 'r' });
    const other = (await openedStore({ folder: path })).objects;
    expect(other.get('response', 'r')).toEqual(response);
    expect(other.get('assistant', 'r')).toEqual({ id: 'r' });
    expect(other.get('batch', 'r')).toBeUndefined();
  });

  it('keep their place when they change, and are deleted once', () => {
    for (const id of ['a', 'b', 'c']) objects.put('message', { id });
    objects.put('message', { id: 'a', ...{ text: 'new' } });
    expect(ids({})).toEqual(['abc', false]);
    expect(objects.get('message', 'a')).toEqual({ id: 'a', text: 'new' });
    expect(objects.remove('message', 'b')).toBe(true);
    expect(objects.remove('message', 'b')).toBe(false);
    expect(ids({ order: 'desc' })).toEqual(['ca', false]);
  });

  it('are listed page by page, in both orders and by parent', () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      objects.put('message', { id }, id === 'c' ? 'other' : 'thread');
    }
    expect(ids({ limit: 2 })).toEqual(['ab', true]);
    expect(ids({ limit: 2, after: 'b' })).toEqual(['cd', true]);
    expect(ids({ limit: 2, after: 'c' })).toEqual(['de', false]);
    expect(ids({ after: 'a', before: 'd' })).toEqual(['bc', false]);
    expect(ids({ order: 'desc', after: 'd', limit: 2 })).toEqual(['cb', true]);
    expect(ids({ order: 'desc', before: 'b' })).toEqual(['edc', false]);
    expect(ids({ parent: 'thread', limit: 3 })).toEqual(['abd', true]);
    expect(ids({ parent: 'nobody' })).toEqual(['', false]);
  });

  it('change together or not at all', () => {
    objects.put('message', { id: 'a' });
    const failing = () =>
      objects.transaction(() => {
        objects.remove('message', 'a');
        objects.put('message', { id: 'b' });
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(ids({})).toEqual(['a', false]);
    expect(objects.transaction(() => objects.remove('message', 'a'))).toBe(true);
    expect(ids({})).toEqual(['', false]);
  });

  it.each([
    [{ after: 'x' }, 'after'],
    [{ before: 'x' }, 'before'],
    [{ parent: 'thread', after: 'c' }, 'after'],
  ] as const)('have no page at %j', (page, param) => {
    objects.put('message', { id: 'c' }, 'other');
    expect(() => ids(page)).toThrow(ApiError);
    expect(() => ids(page)).toThrow(expect.objectContaining({ status: 400, param }));
  });
});
