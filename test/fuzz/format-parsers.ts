import { setImmediate } from 'node:timers/promises';
import { readListing } from '../../src/core/archives/seven-zip/listing.js';
import { fromJanx, JanxProblem, toJanx } from '../../src/core/formats/janx/janx.js';
import { decode } from '../../src/core/formats/msgpack/decode.js';
import { encode } from '../../src/core/formats/msgpack/encode.js';
import { NotMsgpack } from '../../src/core/formats/msgpack/values.js';
import { TarProblem } from '../../src/core/formats/tar/problem.js';
import { TarReader } from '../../src/core/formats/tar/reader.js';
import { TarSource } from '../../src/core/formats/tar/source.js';
import { headersOf } from '../../src/core/formats/tar/writer.js';
import { decodeXml } from '../../src/core/formats/xml/decode.js';
import { decodeEntities, escapeXml } from '../../src/core/formats/xml/entities.js';
import { parseXml, textOf, XmlProblem } from '../../src/core/formats/xml/parse.js';
import { parsePlain } from '../../src/core/json/parse.js';
import { readFeedDate } from '../../src/services/rss/dates.js';
import { headerWith } from '../support/tar-blocks.js';
import type { Parser } from './parser.js';

/** A character of the text is a byte. */
const bytesOf = (text: string) => Buffer.from(text, 'latin1');

const pause = () => setImmediate();

function fromMsgpack(text: string): Promise<unknown> {
  const options = {
    integer: (value: bigint) => value,
    map: (pairs: [unknown, unknown][]) => new Map(pairs),
  };
  return decode(bytesOf(text), { ...options, pause });
}

/** The entries of an archive and what is in them; `size` is that of the chunks in which it comes. */
async function fromTar(text: string, size: number): Promise<string> {
  const bytes = bytesOf(text);
  const chunks = (async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  })();
  const reader = new TarReader(new TarSource(chunks));
  const found: unknown[] = [];
  for (let entry = await reader.next(); entry; entry = await reader.next()) {
    const { raw, ...own } = entry;
    let data = '';
    let holes = 0;
    for (let part = await reader.read(); part; part = await reader.read()) {
      if ('hole' in part) holes += part.hole;
      else data += part.toString('latin1');
    }
    found.push([own, raw.own.length, data, holes]);
  }
  return JSON.stringify(found);
}

const FILE = headersOf({ path: 'a', isFolder: false, size: 3, mode: 0o644, modified: 0 });

/** Parsers of binary formats and of feeds. */
export const formatParsers: Readonly<Record<string, Parser>> = {
  MessagePack: {
    of: ['core/formats/msgpack/decode.ts', 'core/formats/msgpack/key-cache.ts'],
    parse: fromMsgpack,
    pieces: [
      ...['\x01', '\xff', '\xa1a', '\xa1b', '\x81', '\x82', '\x91', '\x92', '\xdc\x00\x10', '\xdd'],
      ...['\xde\x00\x02', '\xdf\xff\xff\xff\xff', '\xc0', '\xc4\x01\x00', '\xc6\xff\xff\xff\xff'],
      ...[
        '\xd6\xff',
        '\xd7\xff',
        '\xc7\x0c\xff',
        '\x00\x00\x00\x01',
        '\xcf',
        '\xcb',
        '\xd9\x02\xc3',
      ],
      ...['\xa9__proto__', '\xc3\x28'],
    ],
    refuses: [NotMsgpack],
    async holds(text) {
      const value = await fromMsgpack(text).catch(() => null);
      const bytes = await encode(value, pause);
      return bytes.equals(await encode(await fromMsgpack(bytes.toString('latin1')), pause));
    },
  },
  Janx: {
    of: ['core/formats/janx/janx.ts'],
    parse: (text) => fromJanx(bytesOf(text), parsePlain),
    pieces: [
      ...['\0\x01', '\0\0\0\x02', '\0\0\0\x1b', '\0\0\0\x01', '\0\0\0\0', '{}', '[', ']', '1'],
      ...['{"__JANXB__":', '{"s":0,"l":1}', '}', '\xff', '"a"', ','],
    ],
    refuses: [JanxProblem],
    holds(text) {
      const data = [text, bytesOf(text), { [text]: bytesOf(text) }];
      if ('__JANXB__' in (data[2] as object)) return true;
      return toJanx(fromJanx(toJanx(data), parsePlain)).equals(toJanx(data));
    },
  },
  'a tar archive': {
    of: [
      'core/formats/tar/header.ts',
      'core/formats/tar/pax.ts',
      'core/formats/tar/reader.ts',
      'core/formats/tar/sparse.ts',
    ],
    parse: (text) => fromTar(text, 64 * 1024),
    pieces: [
      FILE.toString('latin1'),
      headerWith({ type: 'x', size: 512 }),
      headerWith({ type: 'g', size: 20 }),
      headerWith({ type: 'L', size: 5 }),
      headerWith({ type: 'S', size: 1 }),
      headerWith({ type: '1', size: 0 }),
      '11 path=abc\n',
      '22 GNU.sparse.major=1\n',
      '25 GNU.sparse.realsize=9\n',
      '19 GNU.sparse.size=9\n'.replace('19', '22'),
      '26 GNU.sparse.map=0,1,5,1\n',
      '6 a=b\n',
      '999999999 ',
      '1\n0\n3\n',
      'abc',
      '\0'.repeat(509),
      '\0'.repeat(512),
    ],
    refuses: [TarProblem],
    async holds(text) {
      const outcome = (size: number) => fromTar(text, size).catch((error) => String(error));
      return (await outcome(64 * 1024)) === (await outcome(7));
    },
  },
  'XML of a feed': {
    of: ['core/formats/xml/parse.ts', 'core/formats/xml/entities.ts', 'core/formats/xml/decode.ts'],
    parse: (text) => parseXml(decodeXml(bytesOf(text)), pause),
    pieces: [
      ...[
        '<rss>',
        '<a>',
        '</a>',
        '<a/>',
        '<a ',
        'x="1"',
        "y='",
        '>',
        '<',
        '</',
        '&amp;',
        '&',
        '&#0;',
      ],
      ...['&nbsp;', '<![CDATA[', ']]>', '<!--', '-->', '<!DOCTYPE', '[', ']>', '<?', '?>', 'text'],
      ...['xmlns:b="c"', '<b:d>', '</b:d>', '=', ' '],
    ],
    refuses: [XmlProblem],
    async holds(text) {
      const shown = `<a b="${escapeXml(text)}">${escapeXml(text)}</a>`;
      const { root } = await parseXml(shown, pause);
      const whole = textOf(root);
      return whole === text && decodeEntities(escapeXml(text)) === text;
    },
  },
  'a date of a feed': {
    of: ['services/rss/dates.ts'],
    parse: readFeedDate,
    pieces: [
      'Wed, ',
      '02',
      ' ',
      'Oct',
      'October',
      '2026',
      '-',
      ':',
      '13:00',
      'T',
      'Z',
      '+0300',
      'EST',
      '.',
    ],
  },
  'a list of 7-Zip': {
    of: ['core/archives/seven-zip/listing.ts'],
    parse: (text) => readListing(text.split('\n')),
    pieces: [
      ...['----------', '--', '\n', 'Path', ' = ', ' =', '=', 'Size', '12', '-', 'a/b', '../', '/'],
      ...['Attributes', 'A -rwxr-xr-x', 'D drwxr-xr-x', 'A lrwxrwxrwx', 'Modified', 'CRC', '+'],
      ...['2026-01-01 10:00:00.1234567', 'Symbolic Link', 'Encrypted', 'Folder'],
    ],
  },
};
