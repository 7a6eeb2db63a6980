import { parseList } from 'basic-ftp';
import { JsonText } from '../../src/bsl/library/json-text.js';
import { toJavaScript } from '../../src/bsl/library/regular-expression-syntax.js';
import { parseExpression, parseModule } from '../../src/bsl/syntax/parser.js';
import { ScriptSyntaxError, Source } from '../../src/bsl/syntax/source.js';
import { ScriptError } from '../../src/bsl/values/errors.js';
import { format } from '../../src/bsl/values/format.js';
import { looksLikeBase64 } from '../../src/core/definition/kinds/base64.js';
import { bytes } from '../../src/core/definition/kinds/index.js';
import { recordKind } from '../../src/core/definition/kinds/json.js';
import { InputError } from '../../src/core/errors/errors.js';
import { CookieJar } from '../../src/core/http/cookies.js';
import { bestChallenge } from '../../src/core/http/digest.js';
import { parseRoute } from '../../src/core/rest/route.js';
import { canBeAdded } from '../../src/core/ssh/algorithms.js';
import { destinationIn } from '../../src/core/ssh/destination.js';
import { readCertificate } from '../../src/core/ssh/keys/certificate.js';
import { isPpk, readPpk } from '../../src/core/ssh/keys/ppk.js';
import { KeyProblem } from '../../src/core/ssh/keys/problem.js';
import { targetKind } from '../../src/core/ssh/settings.js';
import { Globs } from '../../src/core/sync/globs.js';
import { shellQuote } from '../../src/core/util/shell-quote.js';
import { readHubSpec } from '../../src/local/engines/gguf/hub.js';
import { capitalised, dates, numbers, quoted } from '../../src/local/engines/guide/spans.js';
import { tokensOf } from '../../src/local/engines/tokens.js';
import { argumentsIn, BadLine } from '../../src/server/call-line.js';
import { charsetOf, escaped } from '../../src/services/ftp/charset.js';
import { dateInList, listedOn } from '../../src/services/ftp/list-lines.js';
import { readCurl } from '../../src/services/http/curl-line.js';
import { FilterProblem, parseFilter } from '../../src/services/ldap/filter.js';
import { filterText } from '../../src/services/ldap/filter-text.js';
import { decodersFor } from '../../src/services/mysql/from-server.js';
import { fromServer } from '../../src/services/postgres/from-server.js';
import { passwordIn } from '../../src/services/postgres/pass-file.js';
import { readUri } from '../../src/services/sqlite/uri.js';
import { isFileId } from '../../src/services/telegram/file-id.js';
import { readMiniAppData } from '../../src/services/telegram/mini-app.js';
import { inProgram } from '../support/context.js';
import type { Parser } from './parser.js';

const NOW = new Date('2026-06-01T00:00:00Z');

const ADDRESS = { host: 'h', port: 5432, database: 'd', user: 'u' } as never;
/** Types of PostgreSQL and of their arrays: text, numbers, bytes, times, JSON. */
const OIDS = [16, 17, 20, 700, 1114, 1184, 114, 3802, 1000, 1001, 1005, 1009, 1185, 199, 3807];

/** Types of MySQL: numbers, times, bits, geometry, text. */
const MYSQL_TYPES = [4, 5, 7, 11, 12, 16, 253, 255];

/** Parsers of whole texts: scripts, files, values of databases, values of params. */
export const textParsers: Readonly<Record<string, Parser>> = {
  'the options in a line': {
    of: ['server/call-line.ts'],
    parse: (text) => argumentsIn(text, [{ name: 'url', letter: 'u', isFlag: false }]),
    pieces: ['--url', '-u', ' ', '"', "'", 'a', '=', '--other', '\n'],
    refuses: [BadLine],
  },
  'a list of FTP': {
    of: ['services/ftp/list-lines.ts', 'services/ftp/charset.ts'],
    parse(text) {
      const bytes = Buffer.from(text).toString('latin1');
      const listed = bytes.split('\n').map((line) => listedOn(line, parseList, NOW));
      return listed.map(
        (one) => one && (charsetOf('utf-8')!.decode(one.name) ?? escaped(one.name)),
      );
    },
    pieces: [
      ...[
        '-rw-r--r-- 1 me us 5 Jan 06 13:49 a',
        'drwxr-xr-x',
        'lrwxrwxrwx',
        ' 1 ',
        'Jan 06 ',
        '2026 ',
      ],
      ...[
        'type=file;size=1; b',
        'type=dir;',
        'modify=20260101000000;',
        ';',
        '=',
        ' ',
        '\n',
        '\r\n',
        '-> c',
      ],
      ...['01-06-26  01:49PM <DIR> d', '01-06-26', 'total 5', 'ü', '\\', '\0', 'x x ', '9'],
    ],
    holds: (text) => {
      const date = dateInList(text, NOW);
      return date === null || !Number.isNaN(Date.parse(date));
    },
  },
  'a filter of LDAP': {
    of: ['services/ldap/filter.ts'],
    parse: parseFilter,
    pieces: [
      ...[
        '(',
        ')',
        '(&',
        '(|',
        '(!',
        '(cn=',
        'cn',
        '=',
        '>=',
        '<=',
        '~=',
        ':=',
        ':dn',
        ':2.5.13.5',
        '*',
      ],
      ...['\\', '\\2a', '\\zz', ' ', 'a', 'ü', '\0', '(cn=a)', ';lang-ru'],
    ],
    refuses: [FilterProblem],
    // What is read can be written as text, which means the same.
    holds(text) {
      try {
        const filter = parseFilter(text);
        return filterText(parseFilter(filterText(filter))) === filterText(filter);
      } catch (error) {
        return error instanceof FilterProblem;
      }
    },
  },
  'a script': {
    of: [
      'bsl/syntax/lexer.ts',
      'bsl/syntax/token-reader.ts',
      'bsl/syntax/preprocessor.ts',
      'bsl/syntax/source.ts',
      'bsl/syntax/expressions.ts',
      'bsl/syntax/statements.ts',
      'bsl/syntax/parser.ts',
    ],
    parse(text) {
      const outcomes = [parseModule, parseExpression].map((parse) => {
        try {
          return parse(new Source(text, 'a script'));
        } catch (error) {
          if (error instanceof ScriptSyntaxError) return String(error.message);
          throw error;
        }
      });
      return outcomes;
    },
    pieces: [
      ...[
        'If ',
        ' Then ',
        'EndIf;',
        'For Each ',
        'Procedure F(',
        ')',
        'EndProcedure',
        'Var a;',
        'x',
      ],
      ...[' = ', ';', '(', '[', ']', '"', '|', "'20260101'", '?(', ',', '-', 'Not ', '.', '1'],
      ...['//', '\n', '#If ', '&', '~a:', 'New ', 'Try ', 'Если ', '\\'],
    ],
  },
  'regular expressions of 1C': {
    of: ['bsl/library/regular-expression-syntax.ts'],
    parse: (text) => toJavaScript(text, text.length % 2 === 0),
    pieces: [
      '(?im)',
      '(',
      ')',
      '[',
      ']',
      '[[',
      '\\w',
      '\\W',
      '\\b',
      '\\Z',
      '\\q',
      '\\',
      '$',
      '^',
      '*',
      '{2,}',
      'я',
      '😀',
    ],
    refuses: [ScriptError],
  },
  'JSON of a script': {
    of: ['bsl/library/json-text.ts'],
    parse(text) {
      const json = new JsonText(text);
      while (json.next() !== undefined);
    },
    pieces: ['{', '}', '[', ']', ',', ':', '"a"', '"', '\\u00', '1', '-', 'e', 'null', ' ', '\n'],
    refuses: [ScriptError],
  },
  'a format of a script': {
    of: ['bsl/values/format.ts'],
    parse: (text) => [format(1234.5, text), format(true, text)],
    pieces: ['ND=10', 'NFD=2', ';', ' ', '=', "'", 'NG=', '3,0', 'ЧЦ=', 'BT=', 'x', '"', 'NLZ='],
    refuses: [ScriptError],
  },
  'a value of PostgreSQL': {
    of: ['services/postgres/from-server.ts', 'services/postgres/from-array.ts'],
    parse(text) {
      const parserOf = fromServer(JSON.parse);
      for (const oid of OIDS) {
        try {
          parserOf(oid)(text);
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
        }
      }
    },
    pieces: [
      '{',
      '}',
      ',',
      '"',
      '\\',
      'NULL',
      '1',
      '[0:2]=',
      '{}',
      '\\x00',
      '\\001',
      '2026-01-01 ',
    ],
  },
  'a value of MySQL': {
    of: ['services/mysql/from-server.ts'],
    parse(text) {
      const bytes = Buffer.from(text);
      for (const columnType of MYSQL_TYPES) {
        for (const protocol of ['text', 'binary'] as const) {
          const field = { name: 'a', columnType, characterSet: 63, decimals: bytes.length % 9 };
          const isText = protocol === 'text' && [5, 7, 11, 12].includes(columnType);
          const isNumber = protocol === 'binary' && columnType === 4;
          const raw = isNumber ? bytes.length / 3 : isText ? text : bytes;
          decodersFor([field], protocol, JSON.parse)[0]?.(raw as never);
        }
      }
    },
    pieces: [
      '2026-01-02',
      ' ',
      '03:04:05',
      '.5',
      '0000-00-00',
      '\x01',
      '\x00',
      '\xff',
      '1e400',
      'a',
    ],
  },
  'a password file of PostgreSQL': {
    of: ['services/postgres/pass-file.ts'],
    parse: (text) => passwordIn(text, ADDRESS),
    pieces: ['*', ':', '\\', '\\:', 'h', '5432', '\n', '\r\n', '#', 'u', 'd'],
  },
  'a URI of SQLite': {
    of: ['services/sqlite/uri.ts'],
    parse: (text) => readUri(text, (message) => new InputError({ message })),
    pieces: ['file:', '//', 'localhost', '/', '?', 'mode=ro', '&', '=', '%', '%20', '#', '+', 'a'],
    refuses: [InputError],
  },
  'data of a mini app': {
    of: ['services/telegram/mini-app.ts'],
    parse: (text) => readMiniAppData(text, 'token'),
    pieces: ['hash=', '&', '=', '%', '%7b', 'a', '__proto__', '0'.repeat(64)],
    holds: (text) => !readMiniAppData(text, 'token').passed,
  },
  'a key of PuTTY': {
    of: ['core/ssh/keys/ppk.ts', 'core/ssh/keys/wire.ts'],
    parse: (text) => isPpk(text) && readPpk(text, 'passphrase'),
    pieces: [
      ...['PuTTY-User-Key-File-3: ssh-ed25519', 'PuTTY-User-Key-File-2: ssh-rsa', '\n', '\r\n'],
      ...['Encryption: none', 'Encryption: aes256-cbc', 'Comment: a', 'Public-Lines: 1', 'AAAA'],
      ...['Private-Lines: 1', 'Private-MAC: 00', 'Key-Derivation: Argon2id', 'Argon2-Memory: 8192'],
    ],
    refuses: [KeyProblem],
  },
  'a certificate of SSH': {
    of: ['core/ssh/keys/certificate.ts'],
    parse(text) {
      try {
        return readCertificate(Buffer.from(text, 'latin1'));
      } catch (error) {
        // The data ends too early, or has something else.
        if (error instanceof RangeError || error instanceof TypeError) throw error;
        return undefined;
      }
    },
    pieces: [
      '\0\0\0\x20ssh-ed25519-cert-v01@openssh.com',
      ...['\0\0\0\0', '\0\0\0\x01', '\xff\xff\xff\xff', 'a', '\0\0\0\x04aaaa'],
    ],
  },
  'settings of SSH': {
    of: ['core/ssh/destination.ts', 'core/ssh/algorithms.ts', 'core/ssh/settings.ts'],
    async parse(text) {
      destinationIn(text, inProgram());
      await targetKind.parse(text, inProgram());
    },
    pieces: [
      ...['ssh://', 'user', '@', 'host', ':', '22', '/', '[', ']', '::1', '{', '}', '"host":', '"'],
      ...['"port":22', ',', '"password":"p"', '"username":"u"', '"algorithms":{"kex":"', ' ', '%'],
    ],
    refuses: [InputError],
  },
  'the bytes of a param': {
    of: ['core/definition/kinds/bytes.ts', 'core/definition/kinds/base64.ts'],
    // Other texts are names of files.
    parse: (text) =>
      /^data:/i.test(text) ? bytes('Bytes').kind.parse(text, inProgram()) : looksLikeBase64(text),
    pieces: [
      'data:',
      'DATA:',
      ';base64',
      ',',
      'image/png',
      ';',
      '%',
      '%41',
      'AAAA',
      '=',
      '\n',
      '/',
    ],
    refuses: [InputError],
  },
  'a record of a param': {
    of: ['core/definition/kinds/json.ts'],
    parse: async (text) => recordKind.parse(text, inProgram()),
    pieces: ['[', ']', '{', '}', ',', "'", '"', 'a', ':', '1', '\\', '//', '/*', '=', ' '],
    refuses: [InputError],
  },
  'a model of the hub': {
    of: ['local/engines/gguf/hub.ts'],
    parse: readHubSpec,
    pieces: ['hf:', 'owner', '/', 'name', ':', '..', '.gguf', '%2e', ' '],
    refuses: [InputError],
  },
  'a route': {
    of: ['core/rest/route.ts'],
    parse: (text) => parseRoute(text, 'POST'),
    pieces: ['GET ', '/', '{a}', '{', '}', 'a.b', ' '],
  },
  'a pattern for paths': {
    of: ['core/sync/globs.ts'],
    parse: (text) => new Globs(text.split('\n')).match(text.slice(0, 1000)),
    pieces: ['*', '**', '?', '/', 'a', '.', '\n', '**/', '[a]', '{', '\\'],
  },
  'an ID of a file at Telegram': {
    of: ['services/telegram/file-id.ts'],
    parse: isFileId,
    pieces: ['A', 'AA', 'gQA', '-', '_', '=', 'BA', '/', ' '],
  },
  'tokens and spans of a question': {
    of: ['local/engines/tokens.ts', 'local/engines/guide/spans.ts'],
    parse: (text) => [
      tokensOf(text),
      dates(text),
      numbers(text, 50),
      quoted(text),
      capitalised(text),
    ],
    pieces: [
      ...['a', 'Word ', '1', '1.5', ',', '"', "'", '«', '»', '2026-01-01', 'May 5', ' ', '\n', 'é'],
      ...['a@b.c', 'http://a', '-', '/', 'twenty ', '\u0301', '😀'],
    ],
  },
  'a word for a shell': {
    of: ['core/util/shell-quote.ts'],
    parse: shellQuote,
    pieces: ["'", '"', '\\', '$', '`', ' ', '\n', 'a', '!', '\0'],
  },
  'a curl command': {
    of: ['services/http/shell-words.ts', 'services/http/curl-line.ts'],
    parse: (text) => readCurl(`curl ${text}`, inProgram()),
    pieces: [
      ...[
        "'",
        '"',
        '\\',
        "$'",
        '$',
        '^',
        '^"',
        ' ',
        '\n',
        '\\\n',
        'a',
        '=',
        '@',
        ':',
        '-X ',
        '-d ',
      ],
      ...['-F a=@b', '-H ', '--json ', '-u ', 'http://x', '-sL', '-G ', '\\x41', '\\u{'],
    ],
    refuses: [InputError],
  },
  'challenges of Digest': {
    of: ['core/http/digest.ts'],
    parse: bestChallenge,
    pieces: [
      ...['Digest ', 'Basic ', 'realm=', 'nonce="1"', 'qop="auth', ',', ' ', '"', '\\', '='],
      ...['algorithm=SHA-256', 'a'],
    ],
  },
  'cookies of a response': {
    of: ['core/http/cookies.ts'],
    parse(text) {
      const jar = new CookieJar();
      jar.store(new URL('http://a.example/x'), text.split('\n'));
      return jar.header(new URL('http://a.example/x'));
    },
    pieces: [
      'a=1',
      ';',
      '=',
      ' Path=/',
      'Domain=a.example',
      'Max-Age=1',
      'Expires=',
      ',',
      '\n',
      '"',
    ],
  },
  'algorithms of SSH': {
    of: ['core/ssh/algorithms.ts'],
    parse: (text) => canBeAdded('kex', text),
    pieces: ['+', ',', 'diffie-hellman-group1-sha1', '-', ' ', 'a'],
  },
};
