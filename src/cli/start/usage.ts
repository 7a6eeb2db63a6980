import { type Row, table, wrap } from './layout.js';
import { painter, width } from './terminal.js';

/** The help of one of OInt's own commands. */
export interface Usage {
  about: readonly string[];
  rows: readonly Row[];
  notes?: readonly string[];
}

/** Help as text with the width and colors of a stream. */
export function usage({ about, rows, notes = [] }: Usage, stream: NodeJS.WriteStream): string {
  const [columns, paint] = [width(stream), painter(stream)];
  const styles = {
    left: (text: string) => paint('cyan', text),
    note: (text: string) => paint('dim', text),
  };
  const blocks = [
    about.flatMap((text) => wrap(text, columns)),
    table(rows, columns, styles),
    notes.flatMap((text) => wrap(text, columns)),
  ];
  const shown = blocks.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
