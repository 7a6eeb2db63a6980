import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Parser, parsers } from './parsers.js';

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

  it('takes linear time', { timeout: 120_000 }, async () => {
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
