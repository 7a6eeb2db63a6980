import {
  extensionOf,
  ROW_FORMATS,
  type RowFileFormat,
  rowFormatOfName,
} from '../../files/row-formats.js';
import { CsvReader, type CsvRecord, type Refuse } from '../../formats/csv/reader.js';
import { parseExact } from '../../json/parse.js';
import { isRecord, type JsonRecord } from '../../util/is-record.js';
import type { ParamContext } from '../param.js';
import { clip, inputError } from './refuse.js';

/**
 * The format of rows: that of the file's name; otherwise, such as for standard input, what the text
 * looks like. `undefined` for JSON.
 */
export function rowFormat(text: string, from: string): RowFileFormat | undefined {
  if (/^json5?$/.test(extensionOf(from))) return undefined;
  return rowFormatOfName(from) ?? looksLike(text);
}

function looksLike(text: string): RowFileFormat | undefined {
  const [first = '', ...rest] = text.trimStart().split('\n', 3);
  const isOfLines = rest.some((line) => line.trim() !== '');
  if (!isOfLines) return undefined;
  if (/^[[{]/.test(first)) return /^\{.*\}$/.test(first.trim()) ? 'jsonl' : undefined;
  return first.includes('\t') ? 'tsv' : 'csv';
}

/** A text with rows, and what it was read from. */
interface RowText {
  text: string;
  from: string;
  context: ParamContext;
}

/**
 * Reads rows. Those of CSV and TSV have the names of the first line, and texts as their values; a
 * value that is missing is `null`, and `""` an empty text, as in PostgreSQL.
 */
export function readRows(format: RowFileFormat, given: RowText): JsonRecord[] {
  const refuse = refuser(format, given);
  return format === 'jsonl' ? readLines(given, refuse) : readTable(format, given, refuse);
}

function readLines({ text }: RowText, refuse: Refuse): JsonRecord[] {
  return text
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [recordInLine(line, at + 1, refuse)]));
}

/** The record in a line of JSON Lines. */
export function recordInLine(line: string, number: number, refuse: Refuse): JsonRecord {
  let found: unknown;
  try {
    found = parseExact(line);
  } catch (cause) {
    throw refuse(number, 'the line is not valid JSON', cause as Error);
  }
  if (isRecord(found)) return found;
  throw refuse(number, 'the line is not a JSON object');
}

function readTable(format: 'csv' | 'tsv', { text }: RowText, refuse: Refuse): JsonRecord[] {
  const table = new TableRows(format, refuse);
  return [...table.add(text.replace(/^\uFEFF/, '')), ...table.end()];
}

/** The rows of a table in text that comes in chunks: its first record has the names of the columns. */
export class TableRows {
  readonly #refuse: Refuse;
  readonly #reader: CsvReader;
  #names: readonly string[] | undefined;

  /** `refuse` makes the error about a line. */
  constructor(format: 'csv' | 'tsv', refuse: Refuse) {
    this.#refuse = refuse;
    this.#reader = new CsvReader(format === 'tsv' ? '\t' : ',', refuse);
  }

  /** The rows that end in the next chunk. */
  add(chunk: string): JsonRecord[] {
    return this.#rowsOf(this.#reader.add(chunk));
  }

  /** The last rows. */
  end(): JsonRecord[] {
    return this.#rowsOf(this.#reader.end());
  }

  #rowsOf(records: readonly CsvRecord[]): JsonRecord[] {
    const rows: JsonRecord[] = [];
    for (const record of records) {
      const row = this.#rowOf(record);
      if (row) rows.push(row);
    }
    return rows;
  }

  /** A record as a row; `undefined` for the names, and for an empty line. */
  #rowOf({ values, line }: CsvRecord): JsonRecord | undefined {
    if (!this.#names) {
      this.#names = this.#namesIn(values);
      return undefined;
    }
    const names = this.#names;
    // Of a table with one column, an empty line is a row without a value.
    if (names.length > 1 && values.length === 1 && values[0] === null) return undefined;
    if (values.length !== names.length) {
      throw this.#refuse(line, `it has ${values.length} values for ${names.length} columns`);
    }
    return Object.fromEntries(values.map((value, at) => [names[at]!, value]));
  }

  #namesIn(record: CsvRecord['values']): string[] {
    const names = record.map((name) => name ?? '');
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (names.includes('')) throw this.#refuse(1, 'a column has no name');
    if (twice !== undefined) throw this.#refuse(1, `two columns are named "${clip(twice)}"`);
    return names;
  }
}

function refuser(format: RowFileFormat, { from, context }: RowText): Refuse {
  const what = `${clip(context.redactor.text(from))} is not valid ${ROW_FORMATS[format]}`;
  return (line, why, cause) => inputError(context, `: ${what} at line ${line}: ${why}`, { cause });
}
