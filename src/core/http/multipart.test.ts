import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bytes } from '../files/bytes.js';
import { formBody } from './form.js';
import { boundaryOf, FormProblem, partsOf } from './multipart.js';

async function all(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The bytes in chunks that end at the given positions. */
function* cutAt(bytes: Buffer, places: readonly number[]) {
  let from = 0;
  for (const to of [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  )) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

async function read(body: Iterable<Uint8Array>, boundary: string) {
  const found = [];
  for await (const { content, ...part } of partsOf(Readable.from(body), boundary)) {
    found.push({ ...part, content: (await all(content)).toString('latin1') });
  }
  return found;
}

const form = (boundary: string, ...lines: string[]) => [
  Buffer.from(lines.join('\r\n').replaceAll('BOUNDARY', `--${boundary}`)),
];

describe('a multipart form', () => {
  it('is parsed the same, wherever it is split', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => !/[%\\]|\s$/.test(s));
    const field = fc.record({ name, filename: fc.option(name), content: fc.uint8Array() });
    const places = fc.array(fc.nat(5000), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 4 }), places, async (fields, places) => {
        const { type, open } = formBody(
          fields.map(({ name, filename, content }) => [
            name,
            filename === null
              ? Buffer.from(content).toString('hex')
              : Bytes.of(content, { name: filename }),
          ]),
        );
        const pieces = cutAt(await all(open()), places);
        expect(await read(pieces, boundaryOf(type))).toEqual(
          fields.map(({ name, filename, content }) => ({
            name,
            filename: filename ?? undefined,
            type: filename === null ? undefined : 'application/octet-stream',
            content: Buffer.from(content).toString(filename === null ? 'hex' : 'latin1'),
          })),
        );
      }),
    );
  });

  it('is parsed as other clients write it', async () => {
    const fields = new FormData();
    fields.append('purpose', 'user_data');
    fields.append('file', new Blob(['\r\n--almost\r\n'], { type: 'text/plain' }), 'a "b"\r\n.txt');
    const { headers, body } = new Response(fields);
    const parts = await read([await all(body!)], boundaryOf(headers.get('content-type')!));
    expect(parts).toEqual([
      { name: 'purpose', filename: undefined, type: undefined, content: 'user_data' },
      { name: 'file', filename: 'a "b"\r\n.txt', type: 'text/plain', content: '\r\n--almost\r\n' },
    ]);
  });

  it.each([
    ['a backslash before a quote', 'name="file"; filename="a \\"b\\".txt"', 'a "b".txt'],
    ['no quotes', 'name=file; filename=plain.txt', 'plain.txt'],
    ['the file name first', 'filename="first.txt"; name="file"', 'first.txt'],
    ['letters of any language', 'name="file"; filename="отчёт.pdf"', 'отчёт.pdf'],
    ['only an encoded name', "name=file; filename*=UTF-8''na%C3%AFve.txt", 'naïve.txt'],
    [
      'both names, as .NET sends them',
      `name=file; filename="=?utf-8?B?bmHDr3ZlLnR4dA==?="; filename*=utf-8''na%C3%AFve.txt`,
      'naïve.txt',
    ],
    ['the encoded name first', "name=file; filename*=UTF-8'en'%e2%82%ac; filename=euro", '€'],
    ['an encoded word', 'name="file"; filename="=?utf-8?B?bmHDr3ZlLnR4dA==?="', 'naïve.txt'],
    ['two encoded words', 'name=file; filename="=?utf-8?Q?na=C3=AF?= =?utf-8?Q?ve_1?="', 'naïve 1'],
    ['Latin-1', "name=file; filename*=iso-8859-1''%A3.txt", '£.txt'],
    ['an encoded name that is not valid', "name=file; filename=a; filename*=UTF-8''%ff", 'a'],
    ['what only looks encoded', 'name=file; filename="=?no?B?x?="', '=?no?B?x?='],
  ])('accepts a header with %s', async (_, parameters, filename) => {
    const head = `content-disposition: form-data; ${parameters}`;
    const parts = await read(form('b', 'BOUNDARY', head, '', 'x', 'BOUNDARY--', ''), 'b');
    expect(parts).toEqual([{ name: 'file', filename, type: undefined, content: 'x' }]);
  });

  it('ignores what precedes the first boundary, and spaces after one', async () => {
    const head = 'Content-Disposition: form-data; name="a"';
    const body = form('b', 'preamble', 'BOUNDARY  ', head, '', 'x', 'BOUNDARY--', 'epilogue');
    expect(await read(body, 'b')).toMatchObject([{ name: 'a', content: 'x' }]);
  });

  it('continues after a part that was not read', async () => {
    const { type, open } = formBody([
      ['file', Bytes.of(Buffer.alloc(300_000, 'x'), { name: 'big' })],
      ['purpose', 'batch'],
    ]);
    const names = [];
    for await (const { name } of partsOf(open(), boundaryOf(type))) names.push(name);
    expect(names).toEqual(['file', 'purpose']);
  });

  it.each([
    ['without an end', form('b', 'BOUNDARY', 'Content-Disposition: form-data; name="a"', '', 'x')],
    ['with another boundary', form('other', 'BOUNDARY', 'x', '', 'y', 'BOUNDARY--', '')],
    ['with a part that is not a field', form('b', 'BOUNDARY', 'X: y', '', 'x', 'BOUNDARY--', '')],
    ['with rubbish after a boundary', form('b', 'BOUNDARYx', 'X: y', '', 'x', 'BOUNDARY--', '')],
    ['with a header that does not end', form('b', 'BOUNDARY', 'x'.repeat(20_000))],
    ['that is empty', []],
  ])('%s is refused', async (_, body) => {
    await expect(read(body, 'b')).rejects.toThrow(FormProblem);
  });
});

describe('a boundary', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data; charset=utf-8; boundary="a b"', 'a b'],
  ])('is found in %s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary);
  });

  it.each([
    undefined,
    '',
    'application/json',
    'multipart/form-data',
    'multipart/mixed; boundary=a',
  ])('is missing in %s', (type) => {
    expect(() => boundaryOf(type)).toThrow('multipart/form-data with a boundary');
  });
});
