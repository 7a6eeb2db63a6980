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
import { FrameProblem, Frames, frame } from '../../src/core/grpc/frames.js';
import { ProtoParser } from '../../src/core/grpc/proto-text.js';
import { parsePlain } from '../../src/core/json/parse.js';
import { builtIn } from '../../src/core/protobuf/built-in.js';
import { decode as decodeProtobuf } from '../../src/core/protobuf/decode.js';
import { addFile, readFile } from '../../src/core/protobuf/descriptors.js';
import { encode as encodeProtobuf } from '../../src/core/protobuf/encode.js';
import { ProtobufProblem, Schema } from '../../src/core/protobuf/schema.js';
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

/** The messages of gRPC in bytes that come in chunks of this size. */
function framesIn(text: string, size: number): string {
  const frames = new Frames(() => 'gzip');
  const bytes = bytesOf(text);
  const found: string[] = [];
  try {
    for (let at = 0; at < bytes.length; at += size) {
      for (const one of frames.add(bytes.subarray(at, at + size))) found.push(one.toString('hex'));
    }
  } catch (error) {
    if (!(error instanceof FrameProblem)) throw error;
    found.push(error.message);
  }
  return found.join('\n');
}

const fromStruct = (text: string) =>
  decodeProtobuf(builtIn, 'google.protobuf.Struct', bytesOf(text));

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
  'frames of gRPC': {
    of: ['core/grpc/frames.ts'],
    parse: (text) => framesIn(text, 64 * 1024),
    pieces: [
      ...['\0\0\0\0\0', '\0\0\0\0\x03', '\x01\0\0\0\x05', '\x02', '\0\xff\xff\xff\xff', 'abc'],
      frame(Buffer.from('abc')).toString('latin1'),
    ],
    holds: (text) => framesIn(text, 64 * 1024) === framesIn(text, 1),
  },
  'messages of Protocol Buffers': {
    of: ['core/protobuf/reader.ts', 'core/protobuf/decode.ts'],
    parse: fromStruct,
    pieces: [
      ...[
        '\x0a',
        '\x0a\x03\x0a\x01a',
        '\x0a\x07\x0a\x01a\x12\x02\x10\x01',
        '\x12',
        '\x08\x05',
        '\x0b',
      ],
      ...[
        '\x0c',
        '\x0d',
        '\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01',
        '\0',
        '\x0a\x0b\x0a\x09__proto__',
      ],
      ...['\x0a\x09\x0a\x01b\x12\x04\x1a\x02\xc3\x28', '\x0a\x07\x0a\x01c\x12\x02\x20\x01'],
    ],
    refuses: [ProtobufProblem],
    holds(text) {
      try {
        const value = fromStruct(text);
        const bytes = encodeProtobuf(builtIn, 'google.protobuf.Struct', value);
        return JSON.stringify(fromStruct(bytes.toString('latin1'))) === JSON.stringify(value);
      } catch (error) {
        return error instanceof ProtobufProblem;
      }
    },
  },
  'schemas of servers': {
    of: ['core/protobuf/descriptors.ts'],
    parse: (text) => addFile(new Schema(builtIn), readFile(bytesOf(text))),
    pieces: [
      ...[
        '\x0a\x01a',
        '\x12\x01b',
        '\x1a\x01c',
        '\x22\x03\x0a\x01M',
        '\x22\x0e\x0a\x01M\x12\x09\x0a\x01f\x18\x01\x20\x03',
      ],
      ...[
        '\x28\x09',
        '\x22\x05\x0a\x01M\x1a\0',
        '\x2a\x08\x0a\x01E\x12\x03\x0a\x01V',
        '\x32\x03\x0a\x01S',
        '\x62\x06proto3',
      ],
    ],
    refuses: [ProtobufProblem],
  },
  'a .proto file': {
    of: ['core/grpc/proto-text.ts'],
    async parse(text) {
      const parser = await ProtoParser.load();
      parser.add(text);
      parser.finish(new Schema(builtIn));
    },
    pieces: [
      ...[
        'syntax = "proto3";',
        'message M {',
        '}',
        ' int32 a = 1;',
        ' enum E { A = 0; }',
        '{',
        '[',
      ],
      ...[
        ' option (a).b = ',
        '/*',
        '//',
        '"',
        ' oneof o {',
        ' map<string, M> m = 2;',
        '\n',
        ';',
        '<',
      ],
      ...[
        ' service S { rpc A(M) returns (M); }',
        ' import "a.proto";',
        ' package a.b;',
        ' extend M {',
      ],
      ...[' optional M m = 3;', ' reserved 1 to 5;', ' M', '.', ' = 1'],
    ],
    refuses: [ProtobufProblem],
  },
};
