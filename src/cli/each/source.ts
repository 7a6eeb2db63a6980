import { createReadStream } from 'node:fs';
import { NotText } from '../../core/files/decode-text.js';
import { explain } from '../../core/files/explain.js';
import { ROW_FORMATS, type RowFileFormat, rowFormatOfName } from '../../core/files/row-formats.js';
import { NumberedLines, type Refuse, recordReader } from '../../core/rows/records.js';
import { wholeLines } from '../../core/rows/whole-lines.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type RowsFormat, wrong } from './options.js';

/** A row, and its number in the file, from 1. */
export interface NumberedRow {
  number: number;
  row: JsonRecord;
}

/** How rows are read from a file with this name. */
export function formatOf(file: string): RowsFormat {
  return rowFormatOfName(file) ?? 'lines';
}

/**
 * Reads the first rows of a file, or of standard input (`-`), as they are needed: in groups, because to wait
 * for each row takes longer than to read it.
 */
export async function* rowsOf(
  file: string,
  format: RowsFormat,
  limit: number,
): AsyncGenerator<NumberedRow[]> {
  let number = 0;
  const groups = format === 'lines' ? linesOf(file) : recordsOf(file, format);
  for await (const rows of groups) {
    yield rows.slice(0, limit - number).map((row) => ({ number: ++number, row }));
    if (number >= limit) return;
  }
}

async function* recordsOf(file: string, format: RowFileFormat): AsyncGenerator<JsonRecord[]> {
  const reader = recordReader(format, refuser(file, format));
  for await (const text of textOf(file)) yield reader.add(text);
  yield reader.end();
}

async function* linesOf(file: string): AsyncGenerator<JsonRecord[]> {
  const lines = new NumberedLines();
  let found: JsonRecord[] = [];
  const take = (line: string) => {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text.trim() !== '') found.push({ line: text });
  };
  for await (const text of textOf(file)) {
    lines.add(text, take);
    yield found;
    found = [];
  }
  lines.end(take);
  yield found;
}

/** The text of a file as it is read, in pieces that end where a line ends. */
async function* textOf(file: string): AsyncGenerator<string> {
  const stream = file === '-' ? process.stdin : createReadStream(file);
  try {
    yield* wholeLines(stream as AsyncIterable<Buffer>);
  } catch (error) {
    const from = nameOf(file);
    if (error instanceof NotText) {
      const hint = 'Convert it to UTF-8: iconv -f WINDOWS-1252 -t UTF-8';
      throw wrong('file', `${from} is ${error.message}`, hint);
    }
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'no such file' : explain(error);
    throw wrong('file', `cannot read ${from}: ${why}`);
  }
}

function refuser(file: string, format: RowFileFormat): Refuse {
  const what = `${nameOf(file)} is not valid ${ROW_FORMATS[format]}`;
  return (line, why) => wrong('file', `${what} at line ${line}: ${why}`);
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}
