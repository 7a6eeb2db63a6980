import type { JsonRecord } from '../../../core/util/is-record.js';
import { cellText, isMissing } from './cell-text.js';

/** How a table is written: some readers end a record of CSV at a single line feed. */
interface Dialect {
  delimiter: string;
  end: string;
  /** Characters that need quotes. */
  special: RegExp;
}

const DIALECTS: Readonly<Record<'csv' | 'tsv', Dialect>> = {
  csv: { delimiter: ',', end: '\r\n', special: /[",\r\n]/ },
  tsv: { delimiter: '\t', end: '\n', special: /["\t\r\n]/ },
};

/** Writes rows as CSV or TSV. The first rows determine the columns, whose names are the header. */
export function delimited(name: 'csv' | 'tsv'): (rows: readonly JsonRecord[]) => string {
  const { delimiter, end, special } = DIALECTS[name];
  /** As RFC 4180 writes it. */
  const quoted = (text: string) =>
    // PostgreSQL ends the file at a `\.` without quotes.
    text === '' || text === '\\.' || special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  /** Nothing for a missing value, which PostgreSQL reads as NULL, unlike `""`. */
  const cell = (value: unknown) => {
    if (typeof value === 'string') return quoted(value);
    if (typeof value === 'number') return String(value);
    return isMissing(value) ? '' : quoted(cellText(value));
  };
  let columns: string[] | undefined;
  return (rows) => {
    const header = columns === undefined;
    columns ??= [...new Set(rows.flatMap((row) => Object.keys(row)))];
    let text = header ? `${columns.map(quoted).join(delimiter)}${end}` : '';
    // Joined as it grows: an array for each of a million rows is slow.
    for (const row of rows) {
      for (let at = 0; at < columns.length; at++) {
        text += at === 0 ? cell(row[columns[at]!]) : delimiter + cell(row[columns[at]!]);
      }
      text += end;
    }
    return text;
  };
}
