import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { formatOfFile, type RowFormat } from './formats/format.js';
import { writeRows } from './rows.js';

async function written(rows: Parameters<typeof writeRows>[0], format: RowFormat) {
  const path = join(await folder(), 'rows');
  await writeRows(rows, path, format);
  return readFile(path, 'utf8');
}

describe('the format of a file', () => {
  it.each([
    ['a.csv', 'csv'],
    ['A.CSV', 'csv'],
    ['a.jsonl', 'jsonl'],
    ['a.ndjson', 'jsonl'],
    ['a.json', undefined],
    ['csv', undefined],
    [undefined, undefined],
  ])('%s is %s', (out, format) => expect(formatOfFile(out)).toBe(format));
});

describe('rows as CSV', () => {
  it('have a header, and quotes if needed', async () => {
    const rows = [
      { id: 1, 'a.b': 'x,y', text: 'two\nlines', quote: 'say "hi"' },
      { id: 2, 'a.b': null, text: '', quote: 'é' },
    ];
    expect(await written(rows, 'csv')).toBe(
      'id,a.b,text,quote\r\n1,"x,y","two\nlines","say ""hi"""\r\n2,,"",é\r\n',
    );
  });

  it('tell an empty text from a missing value, as COPY of PostgreSQL does', async () => {
    const rows = [
      { a: null, b: '', c: ' ' },
      { a: '', b: undefined, c: Buffer.alloc(0) },
    ];
    expect(await written(rows, 'csv')).toBe('a,b,c\r\n,"", \r\n"",,""\r\n');
    const single = [{ a: '' }, { a: null }, { a: '\\.' }];
    expect(await written(single, 'csv')).toBe('a\r\n""\r\n\r\n"\\."\r\n');
  });

  it('contain other types as text', async () => {
    const rows = [
      {
        bytes: Buffer.from('hi'),
        date: new Date(0),
        json: { a: [1] },
        big: 2n ** 60n,
        yes: true,
        none: undefined,
      },
    ];
    expect((await written(rows, 'csv')).split('\r\n')[1]).toBe(
      'aGk=,1970-01-01T00:00:00.000Z,"{""a"":[1]}",1152921504606846976,true,',
    );
  });

  it('have the columns of all rows of the first batch', async () => {
    expect(await written([{ a: 1 }, { b: 2 }], 'csv')).toBe('a,b\r\n1,\r\n,2\r\n');
  });

  it('are empty without rows', async () => {
    expect(await written([], 'csv')).toBe('');
  });
});

describe('rows as TSV', () => {
  it('have tabs between cells, and quotes around those that contain one', async () => {
    const rows = [
      { name: 'a\tb', note: 'say "hi"', more: 'x, y' },
      { name: 'two\nlines', note: null },
    ];
    expect(await written(rows, 'tsv')).toBe(
      'name\tnote\tmore\n"a\tb"\t"say ""hi"""\tx, y\n"two\nlines"\t\t\n',
    );
  });
});

describe('rows as lines', () => {
  it('are written one by one from a stream of any length', async () => {
    async function* rows() {
      for (let n = 0; n < 1234; n++) yield { n, big: 2n ** 60n };
    }
    const lines = (await written(rows(), 'jsonl')).trimEnd().split('\n');
    expect(lines).toHaveLength(1234);
    expect(JSON.parse(lines[1233]!)).toEqual({ n: 1233, big: '1152921504606846976' });
  });
});

it('removes the file if the rows fail', async () => {
  const inside = await folder();
  async function* rows() {
    yield { n: 1 };
    throw new Error('gone');
  }
  await expect(writeRows(rows(), join(inside, 'a.csv'), 'csv')).rejects.toThrow('gone');
  expect(await readdir(inside)).toEqual([]);
});
