import { expect, test } from 'vitest';
import { byCategory, type ManifestIndex } from '../../catalogue/manifest.js';
import { categories } from '../../core/definition/category.js';
import { Help } from './help.js';

/** Six services a category. */
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

test('the whole fits on a screen with more services than there will be soon', () => {
  const stream = { isTTY: true, columns: 80 } as NodeJS.WriteStream;
  const lines = new Help(stream).root(index, '1.2.3').split('\n');
  expect(lines.length).toBeLessThan(50);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  for (const { name } of index.services) expect(lines.join('\n')).toContain(name);
});

test('services are listed by category, in the order of the categories', () => {
  const [first, ...others] = index.services.filter(({ category }) => category !== 'Google');
  const groups = byCategory({ categories, services: [...others, first!] });
  expect(groups.map(({ category }) => category)).toEqual(
    categories.filter((category) => category !== 'Google'),
  );
  expect(groups.flatMap(({ services }) => services)).toHaveLength(others.length + 1);
});
