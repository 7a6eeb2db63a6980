import fc from 'fast-check';
import { marked } from 'marked';
import { expect, it } from 'vitest';
import { Renderer } from './render.js';

const marks: Record<string, string> = {
  bold: 'b',
  italic: 'i',
  cyan: 'c',
  underline: 'u',
  dim: 'd',
};
const shown = (text: string, columns = 40) =>
  new Renderer((style, inner) => `<${marks[style] ?? style}:${inner}>`)
    .blocks(marked.lexer(text), columns)
    .join('\n');
const plain = (text: string, columns = 40) =>
  new Renderer((_, inner) => inner).blocks(marked.lexer(text), columns).join('\n');

it('shows inline styles', () => {
  expect(shown('a **b** *c* `d` ~~e~~ &amp; \\* <b>')).toBe(
    'a <b:b> <i:c> <c:d> <strikethrough:e> & * <b>',
  );
  expect(shown('# Head')).toBe('<u:<b:Head>>');
});

it('shows where a link leads', () => {
  expect(plain('[my bank](http://evil.example) http://a.example <x@b.example>', 80)).toBe(
    'my bank (http://evil.example) http://a.example x@b.example',
  );
  expect(plain('![cat](cat.png)')).toBe('[cat] (cat.png)');
});

it('wraps to the width: words, wide characters, and lists below their bullet', () => {
  expect(plain('one two three four', 9)).toBe('one two\nthree\nfour');
  expect(plain('日本語の文章です', 8)).toBe('日本語の\n文章です');
  expect(plain('- one two three\n  - four five six\n\n10. ten', 10)).toBe(
    '• one two\n  three\n  • four\n    five\n    six\n\n10. ten',
  );
  expect(plain('a\nb')).toBe('a\nb');
  expect(plain('- [x] done\n- [ ] open')).toBe('• [x] done\n• [ ] open');
});

it('joins the lines of a paragraph, for texts that were wrapped before', () => {
  const joined = (text: string, columns: number) =>
    new Renderer((_, inner) => inner, { joinLines: true })
      .blocks(marked.lexer(text), columns)
      .join('\n');
  expect(joined('one two three\nfour *five\nsix*', 18)).toBe('one two three four\nfive six');
  expect(joined('- one\n  two\n- three', 40)).toBe('• one two\n• three');
  expect(joined('one  \ntwo', 40)).toBe('one\ntwo');
  expect(joined('    a\n    b', 40)).toBe('  a\n  b');
});

it('takes the room of a table from the columns whose words leave some', () => {
  const table = (cells: string, columns: number) =>
    plain(`| a | b |\n|---|---|\n| ${cells} |`, columns).split('\n');
  expect(table('GetBasicDataStructure | one two three four', 36)).toEqual([
    'a                     │ b',
    '──────────────────────┼─────────────',
    'GetBasicDataStructure │ one two',
    '                      │ three four',
  ]);
  // Where that is not enough, a word is broken: no line is wider than the terminal.
  const lines = table(`${'x'.repeat(30)} | ${'y'.repeat(30)}`, 24);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(24);
  expect(lines.join('').match(/x/g)).toHaveLength(30);
});

it('renders tables, and wraps their cells', () => {
  expect(plain('| a | b |\n|---|--:|\n| 日本 | 1 |\n| x | 1000 |')).toBe(
    'a    │    b\n─────┼─────\n日本 │    1\nx    │ 1000',
  );
  const lines = plain('| a | b |\n|---|---|\n| one two three four | five six seven |', 24).split(
    '\n',
  );
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(24);
  expect(lines.length).toBe(4);
});

it('shows quotes, code and rules', () => {
  expect(plain('> a\n> b\n\n---\n\n    x = 1')).toBe(`│ a\n│ b\n\n${'─'.repeat(40)}\n\n  x = 1`);
});

it('has no control characters, whatever the text decodes to', () => {
  const parts = fc.constantFrom(
    '&#27;',
    '&#x1b;',
    '&#155;',
    '&#7;',
    '\u001b]52;c;ZXZpbA==\u0007',
    '\u009b31m',
    '[2J',
    'a',
    ' ',
    '`',
    '**',
    '[',
    '](',
    ')',
    '<',
    '>',
    '|',
    '\n',
    '- ',
    '# ',
    '    ',
    '&amp;',
    'http://a/&#27;',
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 30 }), (found) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters on purpose
      expect(plain(found.join(''))).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    }),
    { numRuns: 500 },
  );
});
