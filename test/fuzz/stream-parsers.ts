import type { Socket } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { errorTable, ResponseError } from '../../src/core/errors/errors.js';
import { CsvReader } from '../../src/core/formats/csv/reader.js';
import { lines } from '../../src/core/http/lines.js';
import { packets } from '../../src/core/http/packets.js';
import { events } from '../../src/core/http/sse.js';
import { parseBase } from '../../src/core/http/url.js';
import { NotRcon, PacketReader } from '../../src/core/rcon/packet.js';
import { ready } from '../../src/core/zmtp/commands.js';
import { encodeGreeting } from '../../src/core/zmtp/greeting.js';
import { ZmtpProblem } from '../../src/core/zmtp/problem.js';
import { Session } from '../../src/core/zmtp/session.js';
import type { SocketType } from '../../src/core/zmtp/socket-types.js';
import { byteRange } from '../../src/local/api/byte-range.js';
import { Lines } from '../../src/mcp/lines.js';
import { rowsIn } from '../../src/services/clickhouse/rows.js';
import { withoutException } from '../../src/services/clickhouse/tail.js';
import { MessageReader, NotLdap } from '../../src/services/ldap/frames.js';
import { referralsIn } from '../../src/services/ldap/referrals.js';
import { ReasoningSplitter } from '../../src/services/openai/reasoning.js';
import { Pipe } from '../../src/services/tcp/pipe.js';
import { exchangeOf } from '../support/exchange.js';
import type { Parser } from './parser.js';

/** How a network may divide a text: at once, in packets of TCP, and byte by byte. */
const PACKET = 64 * 1024;

function packetsOf(text: string, size = PACKET): Buffer[] {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

async function collected<T>(parts: AsyncIterable<readonly T[]>): Promise<string> {
  const all: T[] = [];
  try {
    for await (const batch of parts) all.push(...batch);
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    return JSON.stringify([all, error.code in errorTable]);
  }
  return JSON.stringify(all);
}

const eventsIn = (text: string, size?: number) =>
  collected(events(exchangeOf(packetsOf(text, size))));
const linesIn = (text: string, size?: number) =>
  collected(lines(exchangeOf(packetsOf(text, size))));

/** The rows, and the bytes that are not an exception, with what ended them. */
async function clickhouseRowsIn(text: string, size?: number): Promise<string> {
  const tag = 'abcdefghijklmnop';
  const fail = (words: string) =>
    new ResponseError({ method: 'clickhouse Test', message: words.trim() });
  const { call } = exchangeOf([]);
  const chunks = () => Readable.from(packetsOf(text, size));
  const rules = { call, format: 'JSONEachRow', tag, inRow: true, fail };
  const rows = await collected(rowsIn(chunks(), rules));
  const bytes: Buffer[] = [];
  try {
    const found = withoutException(chunks(), { tag: undefined, waited: false }, fail);
    for await (const chunk of found) bytes.push(chunk);
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    return `${rows} ${error.message}`;
  }
  return `${rows} ${Buffer.concat(bytes).toString('base64')}`;
}

function messagesIn(text: string, size?: number): string {
  const found: unknown[] = [];
  const reader = new Lines(
    (line) => void found.push(line),
    (error) => void found.push(error),
  );
  for (const packet of packetsOf(text, size)) reader.push(packet);
  reader.end();
  return JSON.stringify(found);
}

function reasoningIn(deltas: readonly string[]): string {
  const splitter = new ReasoningSplitter();
  let [text, reasoning] = ['', ''];
  for (const piece of [...deltas.map((content) => splitter.add({ content })), splitter.end()]) {
    // What was text so far was reasoning.
    if (piece.turned) [text, reasoning] = ['', reasoning + text];
    text += piece.text;
    reasoning += piece.reasoning;
  }
  return JSON.stringify([text, reasoning]);
}

/** The records of a table that comes in chunks; an error is the same, however it comes. */
function csvRecordsIn(text: string, size = PACKET): string {
  const reader = new CsvReader(
    ',',
    (line, why) => new ResponseError({ message: `${line}: ${why}` }),
  );
  const found: unknown[] = [];
  try {
    for (let at = 0; at < text.length; at += size) {
      found.push(...reader.add(text.slice(at, at + size)));
    }
    found.push(...reader.end());
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    return error.message;
  }
  return JSON.stringify(found);
}

function rconPacketsIn(text: string, size = PACKET): string {
  const bytes = Buffer.from(text, 'latin1');
  const reader = new PacketReader();
  const found: unknown[] = [];
  try {
    for (let at = 0; at < bytes.length; at += size) {
      reader.push(bytes.subarray(at, at + size), (packet) => void found.push(packet));
    }
  } catch (error) {
    if (!(error instanceof NotRcon)) throw error;
    found.push('not RCON');
  }
  return JSON.stringify(found);
}

function ldapMessagesIn(text: string, size = PACKET): string {
  const bytes = Buffer.from(text, 'latin1');
  const reader = new MessageReader();
  const found: unknown[] = [];
  try {
    for (let at = 0; at < bytes.length; at += size) {
      reader.push(bytes.subarray(at, at + size), (message) => {
        found.push(message.toString('latin1'), referralsIn(message));
      });
    }
  } catch (error) {
    if (!(error instanceof NotLdap)) throw error;
    found.push('not LDAP');
  }
  return JSON.stringify(found);
}

/** What a socket of ZeroMQ makes of what arrives, and what it answers. */
function zmtpIn(type: SocketType, text: string, size = PACKET): string {
  const bytes = Buffer.from(text, 'latin1');
  const found: unknown[] = [];
  const note = (what: string) => (value?: unknown, more?: unknown) =>
    void found.push([what, value, more]);
  const session = new Session(type, {
    write: (answer) => void found.push(answer.toString('latin1')),
    ready: note('ready'),
    message: (parts) => void found.push(parts.map((part) => part.toString('latin1'))),
    subscription: note('subscription'),
    silenceAllowed: note('silence'),
  });
  try {
    for (let at = 0; at < bytes.length; at += size) session.receive(bytes.subarray(at, at + size));
  } catch (error) {
    if (!(error instanceof ZmtpProblem)) throw error;
    found.push(error.reason);
  }
  return JSON.stringify(found);
}

/** A connection to a socket that is ready, and what arrives then. */
const ZMTP_OPEN = `${encodeGreeting().toString('latin1')}${ready('PUSH').toString('latin1')}`;

/** The lines that a TCP server reads from a client. */
async function pipedLines(text: string, size?: number): Promise<string> {
  const found: (string | undefined)[] = [];
  const source = Object.assign(new PassThrough({ highWaterMark: 2 ** 30 }), {
    ...{ setKeepAlive() {}, ref() {}, unref() {} },
  });
  const pipe = new Pipe(source as unknown as Socket, 'a client');
  for (const packet of packetsOf(text, size)) source.write(packet);
  source.end();
  while (pipe.canRead) await new Promise((resolve) => setImmediate(resolve));
  for (;;) {
    const line = pipe.takeLine(Buffer.from('\r\n'), 2 ** 30);
    if (!line) return JSON.stringify(found);
    found.push(line.toString('latin1'));
  }
}

/** Parsers of what arrives in packets. */
export const streamParsers: Readonly<Record<string, Parser>> = {
  'server-sent events': {
    of: ['core/http/sse.ts'],
    parse: (text) => eventsIn(text),
    pieces: [
      ...['data: ', 'data', ':', 'event: a', 'id: 1', 'retry: 5', 'error: {}', '\n', '\n\n', '\r'],
      ...['\r\n', '\ufeff', '\0', ' ', 'x', '{}'],
    ],
    holds: async (text) => (await eventsIn(text)) === (await eventsIn(text, 1)),
  },
  'lines of JSON': {
    of: ['core/http/lines.ts'],
    parse: (text) => linesIn(text),
    pieces: ['{', '}', '[]', '{"a":1}', '"', '\\', '\n', '\r\n', ' ', 'é', '\0', '1e999', 'null'],
    holds: async (text) => (await linesIn(text)) === (await linesIn(text, 1)),
  },
  'rows of ClickHouse': {
    of: [
      'services/clickhouse/rows.ts',
      'services/clickhouse/tail.ts',
      'services/clickhouse/exceptions.ts',
    ],
    parse: (text) => clickhouseRowsIn(text),
    pieces: [
      ...['{"a":1}', '["a","b"]', '{"exception":"Code: 1. x"}', '\n', '\r\n', '{', '}', '"', ' '],
      ...[
        '\r\n__exception__\r\n',
        'abcdefghijklmnop',
        'Code: 60. DB::Exception: ',
        '(UNKNOWN_TABLE)',
      ],
      ...['(version 26.7)', '\n12 abcdefghijklmnop', ', e.what() = DB::Exception', 'é', '\0'],
    ],
    holds: async (text) => (await clickhouseRowsIn(text)) === (await clickhouseRowsIn(text, 1)),
  },
  'lines over TCP': {
    of: ['services/tcp/pipe.ts', 'core/util/byte-queue.ts'],
    parse: (text) => pipedLines(text),
    pieces: ['a', '\r', '\n', '\r\n', 'é', '\0'],
    holds: async (text) => (await pipedLines(text)) === (await pipedLines(text, 1)),
  },
  'packets of a body': {
    of: ['core/http/packets.ts'],
    async parse(text) {
      for await (const _ of packets(exchangeOf(packetsOf(text))));
    },
    pieces: ['a', '\0'],
  },
  'messages of MCP': {
    of: ['mcp/lines.ts'],
    parse: (text) => messagesIn(text),
    pieces: ['{"jsonrpc":"2.0",', '"id":1', '}', '\n', '[', '{', '"', '\\', 'x', '\r\n', ' '],
    holds: (text) => messagesIn(text) === messagesIn(text, 1),
  },
  'records of CSV': {
    of: ['core/formats/csv/reader.ts'],
    parse: (text) => csvRecordsIn(text),
    pieces: ['"', '""', ',', '\n', '\r', '\r\n', 'a', '"a",', '"a\nb"', ',"",'],
    holds: (text) => csvRecordsIn(text) === csvRecordsIn(text, 1),
  },
  'packets of RCON': {
    of: ['core/rcon/packet.ts', 'core/rcon/session.ts'],
    parse: (text) => rconPacketsIn(text),
    pieces: [
      ...['\x0a\0\0\0', '\x0b\0\0\0', '\x01\0\0\0', '\xff\xff\xff\xff', '\0', '\0\0', 'x'],
      ...['\x0a\0\0\0\x01\0\0\0\0\0\0\0\0\0', '\x0e\0\0\0\x01\0\0\0\0\0\0\0list\0\0'],
      ...['\0\0\xff\0', '\0\x10\0\0'],
    ],
    holds: (text) => rconPacketsIn(text) === rconPacketsIn(text, 1),
  },
  'a connection of ZeroMQ': {
    of: ['session', 'frames', 'commands', 'greeting'].map((file) => `core/zmtp/${file}.ts`),
    parse: (text) => [zmtpIn('PUB', text), zmtpIn('PULL', ZMTP_OPEN + text)],
    pieces: [
      ...[
        '\x00\x01a',
        '\x01\x01a',
        '\x01\x00',
        '\x02\0\0\0\0\0\0\0\x01b',
        '\x02\0\0\0\0\xff\xff\xff\xff',
      ],
      ...[
        '\x04\x07\x04PING\0\x01',
        '\x04\x05\x04PONG',
        '\x04\x0b\x09SUBSCRIBEa',
        '\x04\x08\x06CANCELa',
        '\x04',
      ],
      ...['\x04\x09\x05ERROR\x02no', ZMTP_OPEN, encodeGreeting().toString('latin1'), '\0', '\xff'],
      ...[
        '\x05READY',
        '\x0bSocket-Type\0\0\0\x03SUB',
        '\x04\x19\x05READY\x0bSocket-Type\0\0\0\x03SUB',
      ],
    ],
    holds: (text) =>
      zmtpIn('PUB', text) === zmtpIn('PUB', text, 1) &&
      zmtpIn('PULL', ZMTP_OPEN + text) === zmtpIn('PULL', ZMTP_OPEN + text, 1),
  },
  'messages of LDAP': {
    of: ['services/ldap/frames.ts', 'services/ldap/referrals.ts'],
    parse: (text) => ldapMessagesIn(text),
    pieces: [
      ...['\x30\x0c', '\x30\x84\0\0\0\x0c', '\x30\x84\xff\xff\xff\xff', '\x30\x80', '\x30\0', '\0'],
      ...[
        '\x02\x01\x05',
        '\x61\x07\x0a\x01\0\x04\0\x04\0',
        '\xa3\x05\x04\x03ldp',
        '\x04',
        '\xff',
        '\x84',
      ],
    ],
    holds: (text) => ldapMessagesIn(text) === ldapMessagesIn(text, 1),
  },
  'reasoning of a model': {
    of: [
      'services/openai/reasoning.ts',
      'services/openai/think-tags.ts',
      'services/openai/channels.ts',
      'services/openai/markdown-place.ts',
    ],
    parse: (text) => reasoningIn([text]),
    pieces: [
      ...['<think>', '</think>', '<thought>', '</thought>', '[THINK]', '[/THINK]', '◁think▷', '<'],
      ...['<|channel|>', '<|start|>', '<|message|>', '<|end|>', 'analysis', 'final', '<|', '\n'],
      ...['```', '`', '> ', 'x', ' ', '\n\n', '<channel|>', '<|channel>thought'],
    ],
  },
  'a range of bytes': {
    of: ['local/api/byte-range.ts'],
    parse: (text) => byteRange(text, 1000),
    pieces: ['bytes=', '0', '9', '-', ',', ' ', '99999999999999999999'],
    holds(text) {
      const range = byteRange(text, 1000);
      if (typeof range !== 'object') return true;
      return 0 <= range.start && range.start <= range.end && range.end < 1000;
    },
  },
  'the address of a server': {
    of: ['core/http/url.ts'],
    parse: (text) => isRefused(() => parseBase(text, { method: 'test Method' } as never)),
    pieces: [
      'http://',
      'https:',
      '//',
      'a',
      '.',
      ':',
      '80',
      '/',
      '?',
      '#',
      '@',
      '[',
      ']',
      '%',
      ' ',
    ],
  },
};

function isRefused(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'input') return true;
    throw error;
  }
}
