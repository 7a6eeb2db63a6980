import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type ParsedRecord, TableRows, tableOptions } from '../../core/definition/kinds/rows.js';
import { explain } from '../../core/files/explain.js';
import { parseExact } from '../../core/json/parse.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type RowsFormat, wrong } from './options.js';

/** A row, and its number in the file, from 1. */
export interface NumberedRow {
  number: number;
  row: JsonRecord;
}

const ENDINGS: Readonly<Record<string, RowsFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
};

/** How rows are read from a file with this name. */
export function formatOf(file: string): RowsFormat {
  return ENDINGS[/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? ''] ?? 'lines';
}

/** Reads the rows of a file, or of standard input (`-`), as they are needed. */
export async function* rowsOf(file: string, format: RowsFormat): AsyncGenerator<NumberedRow> {
  let number = 0;
  const rows = format === 'csv' || format === 'tsv' ? tableOf(file, format) : linesOf(file, format);
  for await (const row of rows) yield { number: ++number, row };
}

async function* tableOf(file: string, format: 'csv' | 'tsv'): AsyncGenerator<JsonRecord> {
  const { parse } = await import('csv-parse');
  const table = new TableRows((line, why) => invalid(file, format.toUpperCase(), line, why));
  const parser = parse(tableOptions(format === 'csv' ? 'CSV' : 'TSV'));
  const source = Readable.from(textOf(file));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const record of parser as AsyncIterable<ParsedRecord>) {
      const row = table.add(record);
      if (row) yield row;
    }
  } catch (error) {
    throw table.explained(error);
  } finally {
    source.destroy();
  }
}

async function* linesOf(file: string, format: 'jsonl' | 'lines'): AsyncGenerator<JsonRecord> {
  let rest = '';
  let number = 0;
  const rowIn = (line: string): JsonRecord | undefined => {
    number++;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text.trim() === '') return undefined;
    return format === 'lines' ? { line: text } : recordIn(text, file, number);
  };
  for await (const text of textOf(file)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const row = rowIn(line);
      if (row) yield row;
    }
  }
  const last = rowIn(rest);
  if (last) yield last;
}

function recordIn(line: string, file: string, number: number): JsonRecord {
  let found: unknown;
  try {
    found = parseExact(line);
  } catch {
    throw invalid(file, 'JSON Lines', number, 'the line is not valid JSON');
  }
  if (isRecord(found)) return found;
  throw invalid(file, 'JSON Lines', number, 'the line is not a JSON object');
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
    const from = file === '-' ? 'standard input' : file;
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

function invalid(file: string, format: string, line: number, why: string): Error {
  const from = file === '-' ? 'standard input' : file;
  return wrong('file', `${from} is not valid ${format} at line ${line}: ${why}`);
}
