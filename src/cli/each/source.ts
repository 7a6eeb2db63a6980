import { createReadStream } from 'node:fs';
import { recordInLine, TableRows } from '../../core/definition/kinds/rows.js';
import { explain } from '../../core/files/explain.js';
import { ROW_FORMATS, type RowFileFormat, rowFormatOfName } from '../../core/files/row-formats.js';
import type { Refuse } from '../../core/formats/csv/reader.js';
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
  const groups =
    format === 'csv' || format === 'tsv' ? tableOf(file, format) : linesOf(file, format);
  for await (const rows of groups) {
    yield rows.slice(0, limit - number).map((row) => ({ number: ++number, row }));
    if (number >= limit) return;
  }
}

async function* tableOf(file: string, format: 'csv' | 'tsv'): AsyncGenerator<JsonRecord[]> {
  const table = new TableRows(format, refuser(file, format));
  for await (const text of textOf(file)) yield table.add(text);
  yield table.end();
}

async function* linesOf(file: string, format: 'jsonl' | 'lines'): AsyncGenerator<JsonRecord[]> {
  const refuse = refuser(file, 'jsonl');
  let rest = '';
  let number = 0;
  const rowsIn = (lines: readonly string[]): JsonRecord[] =>
    lines.flatMap((line) => {
      number++;
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (text.trim() === '') return [];
      return [format === 'lines' ? { line: text } : recordInLine(text, number, refuse)];
    });
  for await (const text of textOf(file)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    yield rowsIn(lines);
  }
  yield rowsIn([rest]);
}

/** The text of a file as it is read: UTF-8, without a byte order mark. */
async function* textOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const stream = file === '-' ? process.stdin : createReadStream(file);
  let read = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const text = decoder.decode(chunk, { stream: true });
      read += chunk.length;
      if (text) yield text;
    }
    yield decoder.decode();
  } catch (error) {
    const from = nameOf(file);
    if (error instanceof TypeError) {
      const hint = 'Convert it to UTF-8: iconv -f WINDOWS-1252 -t UTF-8';
      throw wrong('file', `${from} is not valid UTF-8 after byte ${read}`, hint);
    }
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
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
