import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, escapeMarkdown, escapeMarkdownV2 } from './index.js';

/** A piece of text as it is shown: plain, or marked up by `mark`. */
interface Piece {
  text: string;
  mark: string;
}

/**
 * Parses marked-up text by the rules of https://core.telegram.org/bots/api#formatting-options (read
 * in June 2026): `escapable` characters may follow a backslash; otherwise `marks` start or end
 * markup. Any other markup is an error, as in Telegram.
 */
function readMarkdown(text: string, escapable: (char: string) => boolean, marks: string): Piece[] {
  const pieces: Piece[] = [{ text: '', mark: '' }];
  for (let at = 0; at < text.length; at++) {
    const last = pieces.at(-1)!;
    const char = text[at]!;
    const next = text[at + 1];
    if (char === '\\' && next !== undefined && escapable(next)) {
      last.text += next;
      at++;
    } else if (!marks.includes(char)) last.text += char;
    else if (char !== '*') throw new Error(`"${char}" is reserved`);
    else if (last.mark === '*') pieces.push({ text: '', mark: '' });
    else pieces.push({ text: '', mark: '*' });
  }
  if (pieces.at(-1)!.mark !== '') throw new Error("can't find end of the entity");
  return pieces.filter((piece) => piece.text !== '');
}

/** "Any character with code between 1 and 126 inclusively can be escaped anywhere". */
const readV2 = (text: string) =>
  readMarkdown(text, (char) => char >= '\u0001' && char <= '~', '_*[]()~`>#+-=|{}.!');
const readV1 = (text: string) => readMarkdown(text, (char) => '_*`['.includes(char), '_*`[');

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

function readHtml(text: string): string {
  if (/[<>"]/.test(text)) throw new Error('there is a tag');
  return text.replace(/&(\w*);?/g, (_, name: string) => {
    if (!ENTITIES[name]) throw new Error(`&${name} is not an entity`);
    return ENTITIES[name];
  });
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'\\_*[]()~`>#+-=|{}.!&<>"\'a1 \n😀;lt') }),
);
const plain = (text: string) => (text === '' ? [] : [{ text, mark: '' }]);
const bold = (text: string) => (text === '' ? [] : [{ text, mark: '*' }]);

describe('an escaped text is shown unchanged', () => {
  it.each([
    ['MarkdownV2', escapeMarkdownV2, readV2],
    ['Markdown', escapeMarkdown, readV1],
  ] as const)('in %s', (_, escaped, read) => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(read(escaped(text))).toEqual(plain(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('in MarkdownV2 also within bold text, next to others', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, rest) => {
        const marked = `*${escapeMarkdownV2(name)}*${escapeMarkdownV2(rest)}`;
        expect(readV2(marked)).toEqual([...bold(name), ...plain(rest)]);
      }),
      { numRuns: 2000 },
    );
  });

  it('in HTML', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(readHtml(escapeHtml(text))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['Hello. (50% off!)', 'Hello\\. \\(50% off\\!\\)'],
    ['a\\b', 'a\\\\b'],
    ['😀', '😀'],
  ])('MarkdownV2 of %j', (text, escaped) => {
    expect(escapeMarkdownV2(text)).toBe(escaped);
  });

  it('the others do not escape what needs no escaping there', () => {
    expect(escapeMarkdown('snake_case. [x] \\o/')).toBe('snake\\_case. \\[x] \\o/');
    expect(escapeHtml('<a href="x">R&D</a>')).toBe('&lt;a href=&quot;x&quot;&gt;R&amp;D&lt;/a&gt;');
  });
});
