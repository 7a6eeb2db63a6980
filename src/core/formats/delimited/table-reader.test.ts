import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fields, NotTable, TableReader } from './table-reader.js';

function read(text: string, delimiter: ',' | '\t' = ',', size = text.length || 1): Fields[] {
  const reader = new TableReader(delimiter);
  const found: Fields[] = [];
  for (let at = 0; at < text.length; at += size) {
    reader.add(text.slice(at, at + size), (fields) => found.push(fields));
  }
  reader.end((fields) => found.push(fields));
  return found;
}

/** What csv-parse reads, or the error that it throws. */
function asOthers(text: string, delimiter: ',' | '\t'): Fields[] {
  return parse(text, {
    delimiter,
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
    relax_column_count: true,
  });
}

function outcome(read: () => Fields[]): string {
  try {
    return JSON.stringify(read());
  } catch {
    return 'refused';
  }
}

describe('a table', () => {
  it.each<[string, string, Fields[]]>([
    [
      'plain lines',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line end at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'lines of Windows',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'lines of old Macs',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'missing values and empty texts',
      ',""\n"",\n',
      [
        [null, ''],
        ['', null],
      ],
    ],
    ['quotes, delimiters and lines in quotes', '"a""b","c,d","e\nf"\n', [['a"b', 'c,d', 'e\nf']]],
    ['empty lines', 'a\n\nb\n', [['a'], [null], ['b']]],
    ['nothing', '', []],
  ])('may have %s', (_, text, rows) => {
    for (const size of [1, 2, 3, 100]) expect(read(text, ',', size)).toEqual(rows);
  });

  it('is read as csv-parse does', () => {
    const pieces = [
      'a',
      'bc',
      ',',
      ',',
      '\n',
      '\n',
      '"',
      '""',
      '"a"',
      '"b\nc"',
      '"d""e"',
      ' ',
      'é',
    ];
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((of) => of.join(''));
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (text, size) => {
        expect(outcome(() => read(text, ',', size))).toBe(outcome(() => asOthers(text, ',')));
        const tabs = text.replaceAll(',', '\t');
        expect(outcome(() => read(tabs, '\t'))).toBe(outcome(() => asOthers(tabs, '\t')));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['a\n"b\nc', 2, 'a quote is not closed'],
    ['a\nb"c\n', 2, 'a quote is inside a value without quotes'],
    ['"a\nb"\n"c"d\n', 3, 'a quote is followed by other text'],
  ])('says where it is wrong: %j', (text, line, why) => {
    const wrong = () => read(text, ',', 3);
    expect(wrong).toThrow(NotTable);
    expect(wrong).toThrow(expect.objectContaining({ line, message: why }));
  });

  it('has no record without an end', () => {
    const reader = new TableReader(',');
    const piece = 'x'.repeat(2 ** 20);
    reader.add('a,"', () => {});
    const endless = () => {
      for (let count = 0; count < 150; count++) reader.add(piece, () => {});
    };
    expect(endless).toThrow('a quote may not be closed');
  });
});
