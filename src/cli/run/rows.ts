import { TargetFile } from '../../core/files/file.js';
import { JsonNumber } from '../../core/json/number.js';
import { writeJson } from '../../core/json/write.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { encodeValue } from '../start/print.js';

/** Formats of files with rows, by their extension. */
type RowFormat = 'csv' | 'tsv' | 'lines';

/** The format of rows in a file with this name; `undefined` if it gets the result as JSON. */
export function rowFormat(out: string | undefined): RowFormat | undefined {
  if (out === undefined) return undefined;
  if (/\.csv$/i.test(out)) return 'csv';
  if (/\.(tsv|tab)$/i.test(out)) return 'tsv';
  return /\.(jsonl|ndjson)$/i.test(out) ? 'lines' : undefined;
}

/** How many rows are written at a time. */
const BATCH = 500;

/** Writes rows to a file as they arrive. The file gets its name when it is complete. */
export async function writeRows(
  rows: AsyncIterable<JsonRecord> | Iterable<JsonRecord>,
  out: string,
  format: RowFormat,
): Promise<void> {
  const target = await TargetFile.open(out);
  try {
    const toText = format === 'lines' ? lines : table(FORMATS[format]);
    let batch: JsonRecord[] = [];
    const flush = async () => {
      await target.write(Buffer.from(toText(batch)));
      batch = [];
    };
    for await (const row of rows) {
      batch.push(row);
      if (batch.length === BATCH) await flush();
    }
    if (batch.length > 0) await flush();
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.commit();
}

function lines(rows: readonly JsonRecord[]): string {
  return rows.map((row) => `${writeJson(row, encodeValue)}\n`).join('');
}

/** How a table is written: some readers end a record of CSV at a single line feed. */
interface TableFormat {
  delimiter: string;
  end: string;
  /** Texts that need quotes. PostgreSQL ends the file at a `\.` without quotes. */
  special: RegExp;
}

const FORMATS: Readonly<Record<'csv' | 'tsv', TableFormat>> = {
  csv: { delimiter: ',', end: '\r\n', special: /^(?:\\\.)?$|[",\r\n]/ },
  tsv: { delimiter: '\t', end: '\n', special: /^(?:\\\.)?$|["\t\r\n]/ },
};

/** The first rows determine the columns, whose names are the header. */
function table({ delimiter, end, special }: TableFormat): (rows: readonly JsonRecord[]) => string {
  /** As RFC 4180 writes it. */
  const quoted = (text: string) => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  /** Nothing for a missing value, which PostgreSQL reads as NULL, unlike `""`. */
  const cell = (value: unknown) =>
    value === null || value === undefined ? '' : quoted(cellText(value));
  let columns: string[] | undefined;
  return (rows) => {
    const header = columns === undefined;
    columns ??= [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const records = rows.map((row) => columns!.map((column) => cell(row[column])));
    if (header) records.unshift(columns.map(quoted));
    return records.map((record) => `${record.join(delimiter)}${end}`).join('');
  };
}

function cellText(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (value instanceof Date) return value.toISOString();
  const isNested = typeof value === 'object' && !(value instanceof JsonNumber);
  return isNested ? writeJson(value, encodeValue) : String(value);
}
