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
    const toText = format === 'csv' ? await csv() : lines;
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
async function csv(): Promise<(rows: readonly JsonRecord[]) => string> {
  const { stringify } = await import('csv-stringify/sync');
  let columns: string[] | undefined;
  return (rows) => {
    const header = columns === undefined;
    columns ??= [...new Set(rows.flatMap((row) => Object.keys(row)))];
    // Cells instead of objects: the library treats a name with a dot as a path.
    const cells = rows.map((row) => columns!.map((column) => cell(row[column])));
    // Quoted, because some readers end a record at a single line feed.
    const options = { record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const;
    return stringify(header ? [columns, ...cells] : cells, options);
  };
}

/** The text of a table cell. Missing values are empty. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (value instanceof Date) return value.toISOString();
  const isNested = typeof value === 'object' && !(value instanceof JsonNumber);
  return isNested ? writeJson(value, encodeValue) : String(value);
}
