import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Blocks } from './blocks.js';

function cut(text: string, size = 1): string[] {
  const blocks = new Blocks();
  const found = [];
  for (let at = 0; at < text.length; at += size)
    found.push(...blocks.add(text.slice(at, at + size)));
  return [...found, ...blocks.end()].map(
    (block) => `${block.gap ? '+' : ''}${block.kind}:${block.text}`,
  );
}

it('splits at empty lines, before lists and fences, and at headings', () => {
  const text = '# Head\nText\nmore\n- a\n- b\n  c\n\nEnd\n\n```js\nx\n\ny\n```\nlast';
  expect(cut(text)).toEqual([
    'markdown:# Head',
    'markdown:Text\nmore',
    'markdown:- a',
    'markdown:- b\n  c',
    '+markdown:End',
    '+fence:```js',
    'code:x',
    'code:',
    'code:y',
    'fence:```',
    'markdown:last',
  ]);
});

it('keeps everything that belongs to a list item or a fence in it together', () => {
  const text = '1. one\n\n   more\n\n   ```\n   a\n\n   # b\n   ```\n2. two\n\ntext';
  expect(cut(text)).toEqual([
    'markdown:1. one\n\n   more\n\n   ```\n   a\n\n   # b\n   ```',
    'markdown:2. two',
    '+markdown:text',
  ]);
});

it('shows a block as soon as it is complete', () => {
  const blocks = new Blocks();
  expect(blocks.add('One line\n')).toEqual([]);
  expect(blocks.add('\n')).toMatchObject([{ text: 'One line' }]);
  expect(blocks.add('```\ncode\n')).toMatchObject([{ kind: 'fence' }, { text: 'code' }]);
});

it('cuts endless input, and loses none of it', () => {
  const long = 'word '.repeat(100_000);
  const found = cut(long, 5);
  expect(Math.max(...found.map((text) => text.length))).toBeLessThan(5_000);
  expect(found.map((text) => text.replace('markdown:', '')).join('')).toBe(long);
  const rows = cut('| a | b |\n'.repeat(10_000), 10);
  expect(Math.max(...rows.map((text) => text.length))).toBeLessThan(20_000);
});

it('splits the same way, however the text arrives', () => {
  const piece = fc.constantFrom(
    '- a\n',
    '\n',
    '```\n',
    '> q\n',
    'text\n',
    '  in\n',
    '# h\n',
    '1. x\n',
  );
  fc.assert(
    fc.property(fc.array(piece), fc.integer({ min: 1, max: 9 }), (pieces, size) => {
      const text = pieces.join('');
      expect(cut(text, size)).toEqual(cut(text, text.length || 1));
    }),
  );
});
