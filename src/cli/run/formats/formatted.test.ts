import { describe, expect, it } from 'vitest';
import { parseExact } from '../../../core/json/parse.js';
import { coloredJson } from './colored-json.js';
import { formatted } from './formatted.js';
import { textTable } from './text-table.js';

const EXACT = parseExact('[{"id":12345678901234567890,"price":1.10,"name":"Ann"}]');

describe('a result', () => {
  it('keeps every digit in each format', async () => {
    for (const format of ['json', 'jsonl', 'csv', 'tsv', 'yaml', 'table', 'text'] as const) {
      const text = await formatted(EXACT, format);
      expect(text).toContain('12345678901234567890');
      expect(text).toMatch(/\b1\.10\b/);
    }
  });

  it('as YAML has bytes as Base64, times as ISO 8601, and quotes where YAML needs them', async () => {
    const result = {
      bytes: Buffer.from('hi'),
      at: new Date(0),
      big: 2n ** 64n,
      no: 'no',
      number: '1.0',
      none: null,
      lines: 'a\nb\n',
      list: [],
    };
    expect(await formatted(result, 'yaml')).toBe(
      [
        'bytes: aGk=',
        'at: "1970-01-01T00:00:00.000Z"',
        'big: 18446744073709551616',
        '"no": "no"',
        'number: "1.0"',
        'none: null',
        'lines: |',
        '  a',
        '  b',
        'list: []',
        '',
      ].join('\n'),
    );
  });

  it('as text has a line for each item, and tabs between the fields of a record', async () => {
    expect(await formatted('two\nlines', 'text')).toBe('two\nlines\n');
    expect(await formatted(['a', 1, null, true], 'text')).toBe('a\n1\n\ntrue\n');
    const rows = [
      { id: 1, name: 'a\tb\nc\\', tags: ['x'] },
      { id: 2, name: null },
    ];
    expect(await formatted(rows, 'text')).toBe('1\ta\\tb\\nc\\\\\t["x"]\n2\t\n');
  });

  it('as JSON lines has a line for each item of a list', async () => {
    expect(await formatted(['a', { b: 1 }], 'jsonl')).toBe('"a"\n{"b":1}\n');
    expect(await formatted({ b: [1] }, 'jsonl')).toBe('{"b":[1]}\n');
  });

  it('that is no list is one row, and a plain value has a column of its own', async () => {
    expect(await formatted({ a: 1, b: 'x' }, 'csv')).toBe('a,b\r\n1,x\r\n');
    expect(await formatted([1, 2], 'csv')).toBe('value\r\n1\r\n2\r\n');
    expect(await formatted([[1, 'a'], [2]], 'csv')).toBe('1,2\r\n1,a\r\n2,\r\n');
    expect(await formatted([[1, 'a'], [2]], 'text')).toBe('1\ta\n2\n');
    expect(await formatted([], 'csv')).toBe('\r\n');
  });

  it('as a table has names above, and numbers to the right', async () => {
    const rows = [
      { id: 9, name: 'Ann', note: null },
      { id: 10, name: 'Ли\nна' },
    ];
    expect(await formatted(rows, 'table')).toBe(
      ['id  name    note', '──  ──────  ────', ' 9  Ann', '10  Ли\\nна', ''].join('\n'),
    );
    expect(await formatted({ id: 1, long: 'x'.repeat(300) }, 'table')).toBe(
      `id    1\nlong  ${'x'.repeat(300)}\n`,
    );
  });
});

describe('a table on a terminal', () => {
  const onScreen = (columns: number) =>
    textTable({ paint: (_, text) => text, columns, safe: (text) => text });

  it('fits: the widest columns give way, and no character is cut', () => {
    const rows = [{ id: 1, text: '👩‍👩‍👧'.repeat(30), wide: '日本語'.repeat(20), short: 'ok' }];
    for (const columns of [30, 40, 60]) {
      const lines = onScreen(columns)(rows).trimEnd().split('\n');
      expect(lines[1]!.length).toBeLessThanOrEqual(columns);
      expect(lines[2]).toMatch(/^ ?1 .*….*….* +ok$/);
      expect(lines[2]).not.toMatch(/\u200d(?!\p{Emoji})/u);
    }
  });

  it('keeps its columns for later rows', () => {
    const toText = onScreen(80);
    toText([{ a: 'x', b: 1 }]);
    expect(toText([{ a: 'longer', b: 2, c: 3 }])).toBe('…  2\n');
  });
});

describe('JSON on a terminal', () => {
  const paint = (style: string, text: string) => `<${style}:${text}>`;

  it('has a color for names, texts and other values', () => {
    const json = JSON.stringify({ 'a"b': 'x: "y"', n: [-1.5e30, true, null] }, null, 2);
    expect(coloredJson(json, paint)).toBe(
      [
        '{',
        '  <cyan:"a\\"b">: <green:"x: \\"y\\"">,',
        '  <cyan:"n">: [',
        '    <yellow:-1.5e+30>,',
        '    <yellow:true>,',
        '    <dim:null>',
        '  ]',
        '}',
      ].join('\n'),
    );
  });
});
