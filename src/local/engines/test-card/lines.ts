import type { Font } from './font.js';

export interface Fitted {
  lines: string[];
  scale: number;
}

const LARGEST_SCALE = 12;

/**
 * Breaks a text into lines, as large as fits; if it does not fit at all, it is cut with an
 * ellipsis.
 */
export function fitted(text: string, width: number, height: number, font: Font): Fitted {
  for (let scale = LARGEST_SCALE; scale > 1; scale--) {
    const lines = wrapped(text, Math.floor(width / scale), font, 'words');
    if (lines && lines.length * font.lineHeight * scale <= height) return { lines, scale };
  }
  const lines = wrapped(text, width, font, 'anywhere');
  const most = Math.max(1, Math.floor(height / font.lineHeight));
  if (lines.length <= most) return { lines, scale: 1 };
  return { lines: [...lines.slice(0, most - 1), cut(lines[most - 1]!, width, font)], scale: 1 };
}

function cut(line: string, width: number, font: Font): string {
  const characters = [...line];
  while (characters.length > 0 && font.widthOf(`${characters.join('')}…`) > width) characters.pop();
  return `${characters.join('')}…`;
}

type Breaks = 'words' | 'anywhere';

/** Returns `undefined` if a word is wider than a line and words may not be broken. */
function wrapped(text: string, width: number, font: Font, breaks: 'anywhere'): string[];
function wrapped(text: string, width: number, font: Font, breaks: Breaks): string[] | undefined;
function wrapped(text: string, width: number, font: Font, breaks: Breaks): string[] | undefined {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const piece of piecesOf(paragraph)) {
      if (font.widthOf(line + piece.trimEnd()) <= width) {
        line += piece;
        continue;
      }
      if (font.widthOf(piece.trimEnd()) > width && breaks === 'words') return undefined;
      if (line !== '') lines.push(line.trimEnd());
      line = '';
      for (const character of piece) {
        if (line !== '' && font.widthOf(line + character.trimEnd()) > width) {
          lines.push(line);
          line = '';
        }
        line += character;
      }
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

/**
 * The units that stay together on a line: words with the spaces after them; kana and Chinese
 * characters one by one.
 */
function piecesOf(text: string): string[] {
  return (
    text.match(
      /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]\s*|[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]+\s*|\s+/gu,
    ) ?? []
  );
}
