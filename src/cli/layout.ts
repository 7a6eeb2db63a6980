/** Breaks text into lines of at most `columns`, at spaces; a longer word stands alone. */
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
  /** What stands after the text of `right`, in its own style. */
  note?: string;
}

interface Styles {
  left(text: string): string;
  note(text: string): string;
}

/** Two columns, the right one wrapped; on a narrow terminal it goes below the left one. */
export function table(rows: readonly Row[], columns: number, styles: Styles): string[] {
  const widest = Math.max(...rows.map((row) => row.left.length));
  const indent = widest + 4 > columns / 2 ? 6 : widest + 4;
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

/** Sets a note behind the last line where it fits, else below it. */
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
