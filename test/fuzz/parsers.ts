import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import ssh2 from 'ssh2';
import { readShortForm } from '../../src/ask/short-form.js';
import { Pastes } from '../../src/cli/chat/pastes.js';
import { Blocks } from '../../src/cli/markdown/blocks.js';
import { isCostly } from '../../src/cli/markdown/costly.js';
import { withoutControls } from '../../src/cli/start/shown.js';
import { isMetadata, notPublic } from '../../src/core/access/address.js';
import { openFiles } from '../../src/core/access/files.js';
import { matchesHost } from '../../src/core/access/host-pattern.js';
import { InputError } from '../../src/core/errors/errors.js';
import { Redactor } from '../../src/core/errors/redact.js';
import { decodeText, NotText } from '../../src/core/files/decode-text.js';
import { boundaryOf, FormProblem, partsOf as formParts } from '../../src/core/http/multipart.js';
import { elementOf, oneLine, serverWords, titleOf } from '../../src/core/http/server-words.js';
import { parseExact, parsePlain } from '../../src/core/json/parse.js';
import { parseLoose } from '../../src/core/json/parse-loose.js';
import { whyNoType, whyNotPiece } from '../../src/core/sql/sql-text.js';
import { utcTimeIn } from '../../src/core/sql/utc-time.js';
import { isPublicKey, readPrivateKey } from '../../src/core/ssh/keys/private-key.js';
import { KeyProblem } from '../../src/core/ssh/keys/problem.js';
import { findHost } from '../../src/core/ssh/known-hosts.js';
import { isKeyText } from '../../src/core/ssh/settings.js';
import { cut, cutEnd } from '../../src/core/util/cut.js';
import { isTooDeepJson } from '../../src/core/util/depth.js';
import { jsonIn } from '../../src/core/util/json-in.js';
import { shownForConsent } from '../../src/core/util/spelled-out.js';
import { addressIn as mongoAddressIn } from '../../src/services/mongodb/connection-string.js';
import { addressIn as addressOfMssql } from '../../src/services/mssql/connection-string.js';
import { digitsIn } from '../../src/services/mssql/digits.js';
import { isWrite as isWriteOfMssql } from '../../src/services/mssql/query.js';
import { ProtocolError } from '../../src/services/mssql/tds/cursor.js';
import { TokenReader } from '../../src/services/mssql/tds/token-reader.js';
import { addressIn } from '../../src/services/mysql/connection-string.js';
import { isWrite, mayLoadFile } from '../../src/services/mysql/query-text.js';
import { partsOf as connectionParts } from '../../src/services/postgres/connection-string.js';
import { fromXml } from '../../src/services/s3/xml.js';
import { placeholdersOf } from '../../src/services/sqlite/placeholders.js';
import { folder } from '../support/folder.js';
import { formatParsers } from './format-parsers.js';
import type { Parser } from './parser.js';
import { streamParsers } from './stream-parsers.js';
import { textParsers } from './text-parsers.js';

const JSON_PIECES = [
  ...['{', '}', '[', ']', ',', ':', '"', '\\', '\\u', '\\u00', 'd800', 'null', 'true', '0', '-0'],
  ...['1.10', '1e400', '12345678901234567890', '"a":', ' ', '\n', '\u2028', '/*', '//', "'", '\0'],
];
const redactor = new Redactor();
redactor.add('s3cret-value');
redactor.add('s3cret-value-2');
const home = await folder();
const hosts = join(home, 'known_hosts');

const refuse = (what: string) => new InputError({ message: what });

/** Reads a response of SQL Server; it fails with what the reader refuses it with. */
async function tokensIn(bytes: Buffer): Promise<void> {
  async function* message() {
    yield bytes;
  }
  const handler = new Proxy({}, { get: () => () => {} });
  await new Promise<void>((resolve, reject) => {
    new TokenReader(message(), handler, reject).once('end', resolve);
  });
}

export const parsers: Readonly<Record<string, Parser>> = {
  ...streamParsers,
  ...formatParsers,
  ...textParsers,
  'exact JSON': {
    of: ['core/json/parse.ts'],
    parse: parseExact,
    pieces: JSON_PIECES,
    refuses: [SyntaxError],
    // It reads what JSON.parse reads, and nothing else.
    holds: (text) => isDone(() => parsePlain(text)) === isDone(() => JSON.parse(text)),
  },
  'loose JSON': {
    of: ['core/json/parse-loose.ts'],
    parse: parseLoose,
    pieces: JSON_PIECES,
    refuses: [SyntaxError],
  },
  'JSON in a text': {
    of: ['core/util/json-in.ts'],
    parse: jsonIn,
    pieces: [...JSON_PIECES, '```', '```json\n', '<think>', '</think>'],
    holds: (text) => text.includes(jsonIn(text)),
  },
  'the depth of JSON': {
    of: ['core/util/depth.ts'],
    parse: isTooDeepJson,
    pieces: JSON_PIECES,
    holds: (text) => !isDone(() => JSON.parse(text)) || !isTooDeepJson(text, text.length + 1),
  },
  'a cut': {
    of: ['core/util/cut.ts'],
    parse: (text) => [cut(text, 7), cutEnd(text, 7)],
    pieces: ['a', '😀', '\ud83d', '\ude00', '\u0301', '\u200d'],
    holds: (text) =>
      [cut(text, 7), cutEnd(text, 7)].every(
        (part) => part.length <= 7 && (isWhole(part) || !isWhole(text)),
      ),
  },
  'text in any encoding': {
    of: ['core/files/decode-text.ts'],
    parse: (text) => decodeText(Buffer.from(text, 'latin1')),
    pieces: ['\xef\xbb\xbf', '\xff\xfe', '\xfe\xff', 'a', '\0', '\xc3', '\xa9', '\xed\xa0\x80'],
    refuses: [NotText],
  },
  'the short form of a schema': {
    of: ['ask/short-form.ts'],
    parse: readShortForm,
    pieces: ['name', ' int', '[]', ',', '\n', ': ', 'a b c', '-', '(', ')', '"'],
    refuses: [InputError],
  },
  'a boundary': {
    of: ['core/http/multipart.ts'],
    parse: boundaryOf,
    pieces: ['multipart/form-data', ';', 'boundary=', '"', 'a', ' ', '=', '\t', ', '],
    refuses: [FormProblem],
  },
  'a form': {
    of: ['core/http/multipart.ts'],
    parse: (text) => form([text]),
    pieces: [
      ...['--b', '\r\n', '\n', '--', ': ', '; ', 'content-disposition', 'form-data', 'name="a"'],
      ...['filename="', "filename*=UTF-8''", '%zz', '\\"', '"', 'content-type', 'x'],
    ],
    refuses: [FormProblem],
    holds: async (text) => {
      const whole = await form([text]).catch(String);
      return whole === (await form([...text]).catch(String));
    },
  },
  'a connection string': {
    of: ['services/postgres/connection-string.ts', 'core/connection/connection-url.ts'],
    parse: (text) => connectionParts(text, refuse),
    pieces: [
      ...['postgresql://', 'postgres:', '//', '@', ':', '/', '?', '&', '=', '%', '%zz', '%00', '['],
      ...[']', 'host', 'user', 'password', "'", '\\', ' ', 'sslmode', '5432', ',', '#'],
    ],
    refuses: [InputError],
  },
  'a connection string of MongoDB': {
    of: ['services/mongodb/connection-string.ts', 'services/mongodb/options.ts'],
    parse: (text) => mongoAddressIn(`mongodb${text}`, refuse),
    pieces: [
      ...['://', '+srv://', '@', ':', '/', '?', '&', '=', '%', '%zz', '%00', '[', ']', 'h', 'user'],
      ...['27017', ',', '%2F', '.sock', 'tls', 'tlsCAFile', 'true', 'proxyHost', 'authMechanism'],
      ...['PLAIN', 'readPreferenceTags', 'w', '1', '__proto__', '-_'],
    ],
    refuses: [InputError],
  },
  'a connection string of MySQL': {
    of: ['services/mysql/connection-string.ts', 'services/mysql/options.ts'],
    parse: (text) => addressIn(`mysql://${text}`, refuse),
    pieces: [
      ...[
        '//',
        '@',
        ':',
        '/',
        '?',
        '&',
        '=',
        '%',
        '%zz',
        '%00',
        '[',
        ']',
        'h',
        'user',
        '3306',
        ',',
      ],
      ...['ssl-mode', 'REQUIRED', 'useSSL', 'true', 'socket', 'connect_timeout', '__proto__', '-_'],
    ],
    refuses: [InputError],
  },
  'a connection string of SQL Server': {
    of: [
      'services/mssql/connection-string.ts',
      'services/mssql/ado-text.ts',
      'services/mssql/options.ts',
      'services/mssql/server-name.ts',
    ],
    parse: (text) => addressOfMssql(text, refuse),
    pieces: [
      ...['Server=', 'tcp:', 'h', '\\', ',', '1433', '(local)', '::1', '[', ']', ';', '=', '=='],
      ...['"', "'", '{', '}', ' ', 'Password', 'User Id', 'Encrypt', 'Strict', 'true', '__proto__'],
      ...['Integrated Security', 'SSPI', 'Connect Timeout', '@', ':'],
    ],
    refuses: [InputError],
  },
  'the tokens of SQL Server': {
    of: [
      'services/mssql/tds/token-reader.ts',
      'services/mssql/tds/row-reader.ts',
      'services/mssql/tds/decode.ts',
      'services/mssql/tds/code-pages.ts',
    ],
    parse: (text) => tokensIn(Buffer.from(text, 'latin1')),
    pieces: [
      // Two columns: an INT, and a VARCHAR in the code page of Western Europe.
      '\x81\x02\0\0\0\0\0\x09\0\x26\x04\0\0\0\0\0\x09\0\xa7\x09\0\x09\x04\xd0\0\x34\0',
      ...['\xd1\x04\x01\0\0\0\x02\0ab', '\xd2\x02\x04\x01\0\0\0', '\xd1', '\xd2', '\0', '\xff'],
      '\xfd\x10\0\0\0\x01\0\0\0\0\0\0\0',
      ...['\xaa\x10\0', '\xe3\x04\0\x04\x01', '\x81\xff\xff', '\xac', '\xa9\x02\0'],
    ],
    refuses: [ProtocolError, RangeError],
  },
  'a query of SQL Server': {
    of: ['services/mssql/query.ts'],
    parse: isWriteOfMssql,
    pieces: ['/*', '*/', '--', '\n', '(', ' ', ';', 'INSERT', 'MERGE', 'x'],
  },
  'the digits of a number': {
    of: ['services/mssql/digits.ts'],
    parse: digitsIn,
    pieces: ['+', '-', '.', 'e', 'E', '0', '1', '99', '38', '000'],
    holds: (text) => /^(?:-?\d+(?:\.\d+)?)?$/.test(digitsIn(text)?.text ?? ''),
  },
  'a query of MySQL': {
    of: ['services/mysql/query-text.ts'],
    parse: (text) => [isWrite(text), mayLoadFile(text)],
    pieces: ['/*', '*/', '!', '--', '#', '\n', '(', ' ', 'INSERT', 'LOAD', 'DATA', 'LOCAL', 'x'],
  },
  'a time with a zone': {
    of: ['core/sql/utc-time.ts'],
    parse: utcTimeIn,
    pieces: ['2026-01-02', 'T', ' ', '03:04', ':05', '.123456', 'Z', '+', '-', '03', '0330', '99'],
    // It is a time of the same length, whatever the zone is.
    holds: (text) =>
      /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?)?$/.test(utcTimeIn(text)?.sql ?? ''),
  },
  'a piece of SQL': {
    of: ['core/sql/sql-text.ts'],
    parse: (text) => [whyNotPiece(text, true), whyNotPiece(text, false), whyNoType(text)],
    pieces: ["'", '"', '`', '--', '/*', '*/', '(', ')', ';', '$1', '?', '\\', '[', 'a', '1e', ' '],
  },
  'placeholders of SQL': {
    of: ['services/sqlite/placeholders.ts'],
    parse: placeholdersOf,
    pieces: [
      "'",
      '"',
      '`',
      '[',
      ']',
      '--',
      '\n',
      '/*',
      '*/',
      '?',
      '?1',
      ':a',
      '@a',
      '$a',
      '::',
      'a',
    ],
  },
  'a key of SSH': {
    of: ['core/ssh/settings.ts', 'core/ssh/keys/private-key.ts'],
    parse: (text) =>
      (isKeyText(text) || isPublicKey(text)) &&
      readPrivateKey(text, undefined, ssh2.utils.parseKey),
    pieces: [
      ...['-----BEGIN ', 'OPENSSH PRIVATE KEY', 'PRIVATE KEY', '-----', '-----END ', '\n', '\r\n'],
      ...['PuTTY-User-Key-File', 'ssh-ed25519 ', ' ', '-', 'AAAA', '\0', 'Proc-Type: 4,ENCRYPTED'],
    ],
    refuses: [KeyProblem],
  },
  known_hosts: {
    of: ['core/ssh/known-hosts.ts'],
    async parse(text) {
      await writeFile(hosts, text);
      return findHost('example.com', 2222, openFiles, hosts);
    },
    pieces: [
      ...['example.com', '[example.com]:2222', '|1|', 'c2FsdA==', '|', ',', '*', '?', '!', ' '],
      ...['ssh-ed25519', 'AAAA', '\n', '\r\n', '#', '@revoked', '@cert-authority', '\t'],
    ],
    refuses: [InputError],
  },
  'a page of errors': {
    of: ['core/http/server-words.ts'],
    parse: (text) => [titleOf(text), serverWords(text), oneLine(text, 80), elementOf(text, 'Code')],
    pieces: [
      '<html>',
      '<title',
      '>',
      '<h1',
      '</',
      '<Error>',
      '<Code>',
      '</Code>',
      '&lt;',
      ' ',
      'a',
    ],
  },
  'XML of S3': {
    of: ['services/s3/parse-xml.ts', 'services/s3/xml.ts'],
    parse: fromXml,
    pieces: [
      ...[
        '<?xml version="1.0"?>',
        '<a>',
        '</a>',
        '<a/>',
        '<a ',
        'x="1"',
        '>',
        '&amp;',
        '&#0;',
        '&x;',
      ],
      ...['<![CDATA[', ']]>', '<!--', '-->', '<!DOCTYPE', '<!ENTITY', '__proto__', '<__proto__>'],
    ],
  },
  'a host pattern': {
    of: ['core/access/host-pattern.ts'],
    parse: (text) => matchesHost(text.split(','), 'a.example.com', '443'),
    pieces: ['*', '.', 'example', 'com', ':443', ',', '[::1]', '/8', '127.0.0.1', ' '],
  },
  'an address': {
    of: ['core/access/address.ts'],
    parse: (text) => [notPublic(text), isMetadata(text)],
    pieces: ['::', 'ffff', ':', '127', '.', '0', '1', '%eth0', '169.254', 'fe80', 'g', '/'],
  },
  'pasted keys': {
    of: ['cli/chat/pastes.ts'],
    parse: (text) => new Pastes().read(text),
    pieces: ['\x1b[200~', '\x1b[201~', '\x1b', '[', '200~', '\n', '\r', 'a', '\t'],
  },
  'blocks of Markdown': {
    of: ['cli/markdown/blocks.ts', 'cli/markdown/costly.ts'],
    parse: (text) => blocks([text]),
    pieces: ['- a', '1. ', '```', '~~~', '> ', '# ', '\n', '\n\n', '  ', '|', '*', 'text', '\r\n'],
    holds: (text) => isCostly(text) !== undefined && blocks([text]) === blocks([...text]),
  },
  'text for a terminal': {
    of: ['cli/start/shown.ts'],
    parse: withoutControls,
    pieces: ['\x1b', '[31m', '\x9b', '\n', '\t', 'a', '\u202e', '\0'],
  },
  'a question before a change': {
    of: ['core/util/spelled-out.ts'],
    parse: shownForConsent,
    pieces: ['a', '\x1b', '\u202e', '\n', '\ud800', '😀', '\\u', '"', ' '],
  },
  'text with secrets': {
    of: ['core/errors/redact.ts', 'core/errors/secret-forms.ts'],
    parse: (text) => redactor.text(text),
    pieces: [
      's3cret-value',
      's3cret',
      '-value',
      '-2',
      Buffer.from('s3cret-value').toString('base64'),
    ],
    async holds(text) {
      const whole = redactor.text(text);
      let streamed = '';
      for await (const part of redactor.stream(Readable.from([...text]))) streamed += part;
      return streamed === whole && !whole.includes('s3cret-value');
    },
  },
};

/** True if no character is cut in two. */
function isWhole(text: string): boolean {
  return Buffer.from(text).toString() === text;
}

function isDone(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

async function form(chunks: readonly string[]): Promise<string> {
  const found: unknown[] = [];
  const body = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  for await (const { content, ...head } of formParts(body, 'b')) {
    let text = '';
    for await (const piece of content) text += piece.toString('latin1');
    found.push([head, text]);
  }
  return JSON.stringify(found);
}

function blocks(chunks: readonly string[]): string {
  const made = new Blocks();
  return JSON.stringify([...chunks.flatMap((chunk) => made.add(chunk)), ...made.end()]);
}
