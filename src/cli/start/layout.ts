/** Wraps text at spaces into lines of at most `columns`; a longer word gets its own line. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  lines.push(line);
  return lines;
}

export interface Row {
  left: string;
  right: string;
  /** Shown after the text of `right`, in a style of its own. */
  note?: string;
}

interface Styles {
  left(text: string): string;
  note(text: string): string;
}

/** Two columns, the right one wrapped; below the left one if the terminal is narrow. */
export function table(rows: readonly Row[], columns: number, styles: Styles): string[] {
  const beside = Math.max(...rows.map((row) => row.left.length)) + 4;
  const longest = Math.max(
    ...rows.flatMap(({ right }) => right.split(/\s+/).map((word) => word.length)),
  );
  const indent = beside > columns / 2 || beside + longest > columns ? 6 : beside;
  return rows.flatMap(({ left, right, note }) => {
    const body = wrap(right, columns - indent);
    if (note) appendNote(body, note, columns - indent, styles.note);
    const head = `  ${styles.left(left)}`;
    const below = body.map((line) => ' '.repeat(indent) + line);
    if (left.length + 4 > indent) return [head, ...below];
    const [first = '', ...rest] = below;
    return [`${head}${' '.repeat(indent - left.length - 2)}${first.trimStart()}`, ...rest];
  });
}

/** Appends a note to the last line if it fits, otherwise below it. */
function appendNote(
  body: string[],
  note: string,
  columns: number,
  style: (text: string) => string,
) {
  const last = body.at(-1) ?? '';
  if (last.length + 2 + note.length <= columns) body[body.length - 1] = `${last}  ${style(note)}`;
  else body.push(...wrap(note, columns).map(style));
}

/** A word of a POSIX shell: its quoted or escaped parts may contain spaces. */
const WORD = /(?:\\.|[^\s"'\\]|"(?:\\.|[^"\\])*"|'[^']*')+/g;

/**
 * Wraps a command line so that it can still be pasted: before an option, never inside quotes. Only
 * POSIX shells share a line continuation character; elsewhere the terminal wraps the line.
 */
export function wrapCommand(
  command: string,
  columns: number,
  posix = process.platform !== 'win32',
): string[] {
  if (!posix || command.length <= columns) return [command];
  const words = command.match(WORD) ?? [];
  // With unclosed quotes or significant spaces, the line stays as it is.
  if (words.join(' ') !== command) return [command];
  const lines: string[] = [];
  let line = '';
  for (const piece of words.flatMap((word, at) => pieceAt(words, word, at, columns - 4))) {
    if (line && line.length + 1 + piece.length > columns - 2) {
      lines.push(`${line} \\`);
      line = `  ${piece}`;
    } else {
      line = line ? `${line} ${piece}` : piece;
    }
  }
  return [...lines, line];
}

/** An option stays with its value if both fit on a line. */
function pieceAt(words: readonly string[], word: string, at: number, columns: number): string[] {
  const isPair = (first = '', second = '') =>
    first.startsWith('--') &&
    second !== '' &&
    !second.startsWith('--') &&
    first.length + 1 + second.length <= columns;
  if (isPair(words[at - 1], word)) return [];
  return isPair(word, words[at + 1]) ? [`${word} ${words[at + 1]}`] : [word];
}
