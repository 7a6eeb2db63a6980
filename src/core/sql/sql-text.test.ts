import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyNoType, whyNotPiece } from './sql-text.js';

describe('the type of a column', () => {
  it.each([
    'INTEGER PRIMARY KEY',
    'integer primary key autoincrement',
    'NUMERIC(15, 2) NOT NULL',
    "TEXT DEFAULT 'it''s; -- no comment'",
    'TEXT NOT NULL DEFAULT (lower(hex(randomblob(16))))',
    'INTEGER REFERENCES users(id) ON DELETE CASCADE',
    'INTEGER CHECK ("age" >= 0 AND age < 150)',
    'TEXT COLLATE NOCASE UNIQUE',
    'INT GENERATED ALWAYS AS (a * 2) STORED',
    'DOUBLE PRECISION DEFAULT -1.5e-3',
    'TIMESTAMP WITH TIME ZONE',
    '"char"',
    'INTEGER[]',
    "JSONB DEFAULT '{}'::jsonb",
    'ТИП',
  ])('%s', (type) => expect(whyNoType(type)).toBeUndefined());

  it.each([
    ['INTEGER; DROP TABLE users', 'a semicolon'],
    ['INTEGER, hacked TEXT', 'a comma outside parentheses'],
    ['INTEGER); DROP TABLE users; --', 'a closing parenthesis'],
    ['INTEGER) AS SELECT (1', 'a closing parenthesis'],
    ['INTEGER -- the rest', 'a comment'],
    ['INTEGER /* the rest', 'a comment'],
    ["TEXT DEFAULT 'open", 'an unmatched'],
    ["TEXT DEFAULT '\\' , x TEXT DEFAULT '", 'or a backslash inside the quotes'],
    ['NUMERIC(15', 'an opening parenthesis'],
    ['TEXT DEFAULT ?', 'the placeholder ?'],
    ['TEXT DEFAULT $1', 'the placeholder $1'],
    ['TEXT # comment', 'the character "#"'],
    ['TEXT\0', 'the character'],
    ['TEXT $$', 'the character "$"'],
    ['', 'no text'],
    ['   ', 'no text'],
    ['(INTEGER)', 'does not begin with the name'],
    ['= 1', 'does not begin with the name'],
  ])('not %j', (type, why) => expect(whyNoType(type)).toContain(why));
});

/** Strings and quoted names as PostgreSQL, SQLite and others read them. */
const LEXERS = [
  /'(?:[^']|'')*'|"(?:[^"]|"")*"/g,
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/g,
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|\[(?:[^\]]|\]\])*\]/g,
];

function isBalanced(parentheses: string): boolean {
  let depth = 0;
  for (const one of parentheses) {
    depth += one === '(' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

describe('a piece of SQL', () => {
  it.each(["['] ) OR (1=1 --'", "1) OR ([)] = '", '`) OR (`', "ARRAY['a']", '[a', 'a]', '[a[1]]'])(
    'is refused if databases disagree where its quotes end: %s',
    (text) => {
      expect(whyNotPiece(text, true)).toBeDefined();
    },
  );

  it('may have brackets around names and numbers', () => {
    for (const text of ['ARRAY[1, 2]', '[my column] > 5', 'tags[1:2]', "x = '[`'"]) {
      expect(whyNotPiece(text, true)).toBeUndefined();
    }
  });

  it('may contain commas if it is a condition', () => {
    expect(whyNotPiece("('a', 'b') AND x > 1", true)).toBeUndefined();
    expect(whyNotPiece('20 AND 30', true)).toBeUndefined();
  });

  it('that is accepted has no semicolon or comment outside strings and quoted names', () => {
    const parts = fc.constantFrom(
      "'",
      '"',
      '`',
      '[',
      ']',
      ';',
      '--',
      '/*',
      '*/',
      '(',
      ')',
      'a',
      ' ',
      '1',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (chosen) => {
        const text = chosen.join('');
        if (whyNotPiece(text, true) !== undefined) return;
        for (const quoted of LEXERS) {
          const bare = text.replace(quoted, ' x ');
          expect(bare).not.toMatch(/;|--|\/\*|['"`\\]/);
          expect(bare.replace(/[^()]/g, '')).toSatisfy(isBalanced);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
