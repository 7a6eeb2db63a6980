import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parser } from './parser.js';
import { parsers } from './parsers.js';

/**
 * Every parser of text from outside, with what chance makes of the pieces of its language: it ends,
 * in linear time, with a value or an error of its own. A text that once failed is added to
 * `corpus/NAME.json`, where it stays.
 */
const CORPUS = new URL('corpus/', import.meta.url);
/** In milliseconds, for 100 kB; a quadratic parser needs far more. */
const LONGEST = 3_000;
const SIZE = 100_000;

const corpusOf = (name: string): string[] => {
  const file = `${name.replaceAll(' ', '-')}.json`;
  if (!readdirSync(CORPUS).includes(file)) return [];
  return JSON.parse(readFileSync(new URL(file, CORPUS), 'utf8')) as string[];
};

/** Parses; only the errors of the parser are caught. */
async function outcome({ parse, refuses = [] }: Parser, text: string): Promise<void> {
  try {
    await parse(text);
  } catch (error) {
    if (!refuses.some((known) => error instanceof known)) throw error;
  }
}

describe.each(Object.entries(parsers))('%s', (name, parser) => {
  const text = fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...parser.pieces) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
      ),
      { maxLength: 40 },
    )
    .map((pieces) => pieces.join(''));

  it('ends with a value or an error of its own', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(text, async (one) => {
        await outcome(parser, one);
        if (parser.holds) expect(await parser.holds(one), JSON.stringify(one)).toBe(true);
      }),
      { numRuns: 300, examples: corpusOf(name).map((one): [string] => [one]) },
    );
  });

  it('takes linear time', { timeout: 240_000 }, async () => {
    const pairs = parser.pieces.flatMap((piece, at) => [
      piece,
      piece + parser.pieces[(at + 1) % parser.pieces.length],
    ]);
    for (const unit of pairs) {
      const repeated = unit.repeat(SIZE / unit.length);
      for (const pumped of [repeated, `${repeated}\0`, parser.pieces[0] + repeated]) {
        const { user } = process.cpuUsage();
        await outcome(parser, pumped);
        const spent = (process.cpuUsage().user - user) / 1000;
        expect(spent, `${JSON.stringify(unit)} repeated`).toBeLessThan(LONGEST);
      }
    }
  });
});

it('every kept text belongs to a parser', () => {
  const known = Object.keys(parsers).map((name) => `${name.replaceAll(' ', '-')}.json`);
  expect(readdirSync(CORPUS).filter((file) => !known.includes(file))).toEqual([]);
});

/** What the rule below takes for a parser, and why it is not one of text from outside. */
const NOT_PARSERS: Readonly<Record<string, string>> = {
  'bsl/library/conversions.ts': 'it encodes',
  'bsl/library/data-streams.ts': 'a script reads bytes from it',
  'bsl/library/encodings.ts': 'it names the encodings of Node and of TextDecoder',
  'bsl/library/json.ts': 'it passes on the parts of json-text.ts',
  'bsl/library/regular-expressions.ts': 'its searches run with a limit of time',
  'bsl/library/strings.ts': 'functions of a script, which loops itself',
  'bsl/library/text-files.ts': 'a script reads lines from it, each by one search',
  'cli/run/line.ts': 'what its user typed',
  'cli/tools/parse-json.ts': 'it uses the parsers of JSON',
  'core/formats/msgpack/encode.ts': 'it encodes',
  'core/formats/tar/writer.ts': 'it encodes',
  'core/http/decode.ts': 'it uses the decompressors of Node, see compression.test.ts',
  'core/rest/oauth/credentials.ts': 'it picks fields of parsed JSON',
  'core/rest/oauth/tokens.ts': 'it picks fields of parsed JSON',
  'local/api/files.ts': 'it encodes',
  'local/batches/input.ts': 'it checks parsed JSON',
  'local/engines/test-card/font.ts': 'the font that comes with OInt',
  'local/server/exchange.ts': 'it encodes',
  'services/clickhouse/grpc-result.ts': 'messages of gRPC, already decoded',
  'services/dropbox/transfer.ts': 'it encodes',
  'services/ftp/listing.ts': 'it cuts lines, each by one search',
  'services/lua/values.ts': 'values from our own thread, already apart',
  'services/lua/worker/values.ts': 'values on the stack of Lua, with their types',
  'services/openai/quirks/outcome.ts': 'it looks at parsed JSON',
  'core/http/aws4.ts': 'it encodes',
  'services/sqlite/errors.ts': 'it looks for a word in SQL once',
  'core/http/oauth1.ts': 'it encodes',
};

/** Code that goes through a text by its positions, and what is named as a parser. */
const SCANS = [
  /\.(?:charCodeAt|codePointAt)\(/,
  /\.lastIndex\b/,
  /\/[dgimsuv]*y[dgimsuv]*[;,)]/,
  /\bindexOf\([^()]+, /,
  /\btext\[(?:this\.#)?at\]/,
  /\bexport (?:async )?function\*? (?:parse|decode|split|lex|scan|tokens)\w*\(/,
  /\bclass \w*(?:Parser|Reader|Splitter|Lexer|Cutter)\b/,
];

it('contains every parser of ours', () => {
  const folder = new URL('../../src/', import.meta.url);
  const known = new Set([
    ...Object.values(parsers).flatMap(({ of }) => of),
    ...Object.keys(NOT_PARSERS),
  ]);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.ts$/.test(path) && !/\.test\.ts$|\/testing\//.test(path));
  const scanning = files.filter((path) => {
    const text = readFileSync(new URL(path, folder), 'utf8');
    return SCANS.some((pattern) => pattern.test(text));
  });
  expect(scanning.filter((path) => !known.has(path)).sort()).toEqual([]);
  expect(
    [...known].filter((path) => !files.includes(path)),
    'files that do not exist',
  ).toEqual([]);
});
