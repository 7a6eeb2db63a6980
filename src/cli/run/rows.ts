import { TargetFile } from '../../core/files/file.js';
import { JsonNumber } from '../../core/json/number.js';
import { writeJson } from '../../core/json/write.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { encodeValue } from '../start/print.js';

/** Formats of files with rows, by their extension. */
type RowFormat = 'csv' | 'lines';

/** The format of rows in a file with this name; `undefined` if it gets the result as JSON. */
export function rowFormat(out: string | undefined): RowFormat | undefined {
  if (out === undefined) return undefined;
  if (/\.csv$/i.test(out)) return 'csv';
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
    const toText = format === 'csv' ? csv() : lines;
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

/** The first rows determine the columns, whose names are the header. */
function csv(): (rows: readonly JsonRecord[]) => string {
  let columns: string[] | undefined;
  return (rows) => {
    const header = columns === undefined;
    columns ??= [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const records = rows.map((row) => columns!.map((column) => cell(row[column])));
    if (header) records.unshift(columns.map(quoted));
    return records.map((record) => `${record.join(',')}\r\n`).join('');
  };
}

/** A table cell: nothing for a missing value, which PostgreSQL reads as NULL, unlike `""`. */
function cell(value: unknown): string {
  return value === null || value === undefined ? '' : quoted(cellText(value));
}

/**
 * A text as RFC 4180 writes it. Some readers end a record at a single line feed, and PostgreSQL ends
 * the file at a `\.` without quotes.
 */
function quoted(text: string): string {
  return /^(?:\\\.)?$|[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellText(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (value instanceof Date) return value.toISOString();
  const isNested = typeof value === 'object' && !(value instanceof JsonNumber);
  return isNested ? writeJson(value, encodeValue) : String(value);
}
