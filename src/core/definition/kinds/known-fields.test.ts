import { expect, test } from 'vitest';
import { failure } from '../../../../test/support/failure.js';
import { InputError } from '../../errors/errors.js';
import { method } from '../method.js';
import { knownFields } from './index.js';

const template = {
  name: 'name',
  size: { width: 1 },
  photos: [{ url: 'URL' }],
  tags: ['tag'],
} as const;
const create = method('shop', 'Create', {
  effect: 'read',
  offline: true,
  params: { product: knownFields(template, 'Product') },
  run: ({ product }) => product,
});

test('known fields are accepted at every depth', async () => {
  const product = { size: { width: 2 }, photos: [{ url: 'a' }, 'b'], tags: ['x'], name: { a: 1 } };
  expect(await create({ product })).toEqual(product);
});

test.each([
  [{ nam: 'a' }, 'product: unknown field "nam"'],
  [{ size: { widht: 2 } }, 'product.size: unknown field "widht"'],
  [{ photos: [{ url: 'a' }, { uri: 'b' }] }, 'product.photos[1]: unknown field "uri"'],
])('another one is refused where it is (%#)', async (product, says) => {
  const error = await failure(create({ product: product as never }), InputError);
  expect(error.message).toContain(says);
  expect(error.hint).toMatch(/Did you mean/);
});

test('a field without a similar name has the list of them', async () => {
  const error = await failure(create({ product: { zzz: 1 } as never }), InputError);
  expect(error.hint).toBe('Fields: name, size, photos, tags.');
});
