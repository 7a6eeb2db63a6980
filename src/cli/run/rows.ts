import { TargetFile } from '../../core/files/file.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { encodeValue } from '../start/print.js';

/** Forms of a file that holds rows, told by its ending. */
type RowFormat = 'csv' | 'lines';

/** How rows go into a file of this name; `undefined` for one that holds the result as it is. */
export function rowFormat(out: string | undefined): RowFormat | undefined {
  if (out === undefined) return undefined;
  if (/\.csv$/i.test(out)) return 'csv';
  return /\.(jsonl|ndjson)$/i.test(out) ? 'lines' : undefined;
}

/** So many rows are written at once. */
const BATCH = 500;

/** Writes rows to a file as they come: the file takes its name when all of them are in it. */
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
  return rows.map((row) => `${JSON.stringify(row, encodeValue)}\n`).join('');
}

/** The first rows say which columns there are, and are headed by their names. */
async function csv(): Promise<(rows: readonly JsonRecord[]) => string> {
  const { stringify } = await import('csv-stringify/sync');
  let columns: string[] | undefined;
  return (rows) => {
    const header = columns === undefined;
    columns ??= [...new Set(rows.flatMap((row) => Object.keys(row)))];
    // By key, not by name: a name with a dot in it would be taken for a path.
    const cells = rows.map((row) => columns!.map((column) => cell(row[column])));
    // A line feed alone ends no record here, and would elsewhere.
    const options = { record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const;
    return stringify(header ? [columns, ...cells] : cells, options);
  };
}

/** What a table cell can hold: text. Nothing is an empty one. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value, encodeValue) : String(value);
}
