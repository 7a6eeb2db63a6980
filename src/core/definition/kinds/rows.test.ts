import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read, refusal, typed } from '../../../../test/support/context.js';
import { folder } from '../../../../test/support/folder.js';
import { writeJson } from '../../json/write.js';
import { list, rows as rowsOf, texts } from './json.js';

const rows = list(rowsOf, 'Rows');

async function file(name: string, content: string): Promise<string> {
  const path = join(await folder(), name);
  await writeFile(path, content);
  return path;
}

describe('rows in a file', () => {
  it('of CSV have the names of its first line; a missing value is null', async () => {
    const content = '\ufeffid,"the ""name""",note\r\n1,"a,b\nc",\r\n\r\n2,"",x y\r\n';
    for (const prefix of ['', '@']) {
      expect(await read(rows, prefix + (await file('a.csv', content)))).toEqual([
        { id: '1', 'the "name"': 'a,b\nc', note: null },
        { id: '2', 'the "name"': '', note: 'x y' },
      ]);
    }
  });

  it('of CSV with one column include those without a value', async () => {
    expect(await read(rows, await file('a.csv', 'a\n1\n\n""\n'))).toEqual([
      { a: '1' },
      { a: null },
      { a: '' },
    ]);
  });

  it('of TSV are separated by tabs', async () => {
    const found = [{ a: '1,5', b: 'x' }];
    expect(await read(rows, await file('a.tsv', 'a\tb\n1,5\tx\n'))).toEqual(found);
    expect(await read(rows, await file('a.tab', 'a\tb\n1,5\tx\n'))).toEqual(found);
  });

  it('of JSON Lines keep their digits', async () => {
    const content = '{"id":12345678901234567890,"price":1.10}\r\n\n{"id":2}\n';
    const found = await read(rows, await file('a.jsonl', content));
    expect(writeJson(found)).toBe('[{"id":12345678901234567890,"price":1.10},{"id":2}]');
  });

  it('of several options are joined', async () => {
    const csv = await file('a.csv', 'a\n1\n');
    const jsonl = await file('b.ndjson', '{"a":2}\n');
    expect(await read(rows, [csv, jsonl])).toEqual([{ a: '1' }, { a: 2 }]);
  });

  it('may be none', async () => {
    expect(await read(rows, await file('a.csv', 'a,b\n'))).toEqual([]);
    expect(await read(rows, await file('a.csv', ''))).toEqual([]);
    expect(await read(rows, await file('a.jsonl', ''))).toEqual([]);
  });
});

describe('rows on standard input', () => {
  const piped = (text: string) => read(rows, '-', typed({ stdin: text }));
  it.each([
    ['CSV', 'a,b\n1,x\n'],
    ['TSV', 'a\tb\n1\tx\n'],
    ['JSON', '[{"a":"1","b":"x"}]'],
    ['indented JSON', '[\n  {\n    "a": "1",\n    "b": "x"\n  }\n]\n'],
    ['JSON Lines', '{"a":"1","b":"x"}\n'],
  ])('are recognized: %s', async (_, text) =>
    expect(await piped(text)).toEqual([{ a: '1', b: 'x' }]),
  );
});

describe('an error', () => {
  it.each([
    ['a.csv', 'a,b\n1\n', 'line 2: it has 1 values for 2 columns'],
    ['a.csv', 'a,b\n1,2\n"x,3\n', 'a quote is not closed'],
    ['a.csv', 'a,b\n1,x"y\n', 'line 2: a quote is inside a value without quotes'],
    ['a.csv', 'a,b\n1,"x"y\n', 'line 2: a quote is followed by other text'],
    ['a.csv', 'a,a\n1,2\n', 'line 1: two columns are named "a"'],
    ['a.csv', 'a,\n1,2\n', 'line 1: a column has no name'],
    ['a.jsonl', '{"a":1}\n{"a":\n', 'line 2: the line is not valid JSON'],
    ['a.jsonl', '{"a":1}\n[1]\n', 'line 2: the line is not a JSON object'],
  ])('names the line of %s', async (name, content, message) => {
    const path = await file(name, content);
    expect((await refusal(rows, path)).message).toContain(message);
  });

  it('names a file that is missing', async () => {
    expect((await refusal(rows, 'nosuch.csv')).message).toContain('cannot read nosuch.csv');
  });
});

it('texts stay texts', async () => {
  expect(await read(list(texts, 'Texts'), 'report.csv')).toEqual(['report.csv']);
});
