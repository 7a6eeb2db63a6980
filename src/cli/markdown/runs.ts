import { withoutControls } from '../start/shown.js';
import type { Paint, Style } from '../start/terminal.js';

/** Text in one style. */
export interface Run {
  text: string;
  styles: readonly Style[];
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const NARROWLESS = /[\p{Mn}\p{Me}\p{Cf}]/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** The number of columns a text takes up on a terminal. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let sum = 0;
  for (const sign of text) sum += NARROWLESS.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1;
  return sum;
}

/** Text that stays together on a line: parts of a word may have different styles. */
interface Word {
  runs: Run[];
  columns: number;
  /** Whether a space precedes it. */
  spaced: boolean;
}

const PIECES = new RegExp(`\\n|[^\\S\\n]+|${WIDE.source}|(?:(?!${WIDE.source})\\S)+`, 'gu');

/**
 * Wraps to lines of at most `columns`, styled. A line break in the text is kept; a long word gets a
 * line of its own, or with `breakWords` as many as it needs.
 */
export function wrapRuns(
  runs: readonly Run[],
  columns: number,
  paint: Paint,
  breakWords = false,
): string[] {
  const lines = linesOf(runs).flatMap((words) => {
    const fitting = breakWords ? words.flatMap((word) => pieces(word, columns)) : words;
    return broken(fitting, columns);
  });
  return lines.map((words) => words.map((word) => shown(word, paint)).join(''));
}

function linesOf(runs: readonly Run[]): Word[][] {
  const lines: Word[][] = [[]];
  let [spaced, glued] = [false, false];
  for (const { text, styles } of runs) {
    for (const [piece] of text.matchAll(PIECES)) {
      const words = lines.at(-1)!;
      if (piece === '\n') {
        lines.push([]);
        [spaced, glued] = [false, false];
      } else if (/^\s/.test(piece)) {
        spaced = words.length > 0;
        glued = false;
      } else {
        const isWide = WIDE.test(piece);
        const run = { text: piece, styles };
        if (glued && !isWide) {
          const last = words.at(-1)!;
          last.runs.push(run);
          last.columns += columnsOf(piece);
        } else {
          words.push({ runs: [run], columns: columnsOf(piece), spaced });
        }
        [spaced, glued] = [false, !isWide];
      }
    }
  }
  return lines;
}

function broken(words: readonly Word[], columns: number): Word[][] {
  const lines: Word[][] = [[]];
  let used = 0;
  for (const word of words) {
    const needed = word.columns + (word.spaced ? 1 : 0);
    if (used > 0 && used + needed > columns) {
      lines.push([{ ...word, spaced: false }]);
      used = word.columns;
    } else {
      lines.at(-1)!.push(word);
      used += needed;
    }
  }
  return lines;
}

/** A word in pieces that are no wider than so many columns. */
function pieces(word: Word, columns: number): Word[] {
  if (word.columns <= columns) return [word];
  const found: Word[] = [];
  for (const { text, styles } of word.runs) {
    for (const sign of text) {
      const last = found.at(-1);
      const wide = columnsOf(sign);
      if (last && last.columns + wide <= columns) {
        last.runs.push({ text: sign, styles });
        last.columns += wide;
      } else {
        const spaced = word.spaced && !last;
        found.push({ runs: [{ text: sign, styles }], columns: wide, spaced });
      }
    }
  }
  return found;
}

/** The columns of the longest word. */
export function longestWord(runs: readonly Run[]): number {
  return Math.max(0, ...linesOf(runs).flatMap((words) => words.map((word) => word.columns)));
}

function shown({ runs, spaced }: Word, paint: Paint): string {
  const text = runs.map((run) => painted(run, paint)).join('');
  return spaced ? ` ${text}` : text;
}

function painted({ text, styles }: Run, paint: Paint): string {
  return styles.reduce((sum, style) => paint(style, sum), withoutControls(text));
}
