import type { JsonRecord } from '../../../core/util/is-record.js';
import { cellText, isMissing } from './cell-text.js';

/** How a table is written: some readers end a record of CSV at a single line feed. */
interface Dialect {
  delimiter: string;
  end: string;
  /** Texts that need quotes. PostgreSQL ends the file at a `\.` without quotes. */
  special: RegExp;
}

const DIALECTS: Readonly<Record<'csv' | 'tsv', Dialect>> = {
  csv: { delimiter: ',', end: '\r\n', special: /^(?:\\\.)?$|[",\r\n]/ },
  tsv: { delimiter: '\t', end: '\n', special: /^(?:\\\.)?$|["\t\r\n]/ },
};

/** Writes rows as CSV or TSV. The first rows determine the columns, whose names are the header. */
export function delimited(name: 'csv' | 'tsv'): (rows: readonly JsonRecord[]) => string {
  const { delimiter, end, special } = DIALECTS[name];
  /** As RFC 4180 writes it. */
  const quoted = (text: string) => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  /** Nothing for a missing value, which PostgreSQL reads as NULL, unlike `""`. */
  const cell = (value: unknown) => (isMissing(value) ? '' : quoted(cellText(value)));
  let columns: string[] | undefined;
  return (rows) => {
    const header = columns === undefined;
    columns ??= [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const records = rows.map((row) => columns!.map((column) => cell(row[column])));
    if (header) records.unshift(columns.map(quoted));
    return records.map((record) => `${record.join(delimiter)}${end}`).join('');
  };
}
