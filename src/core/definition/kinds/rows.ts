import {
  extensionOf,
  ROW_FORMATS,
  type RowFileFormat,
  rowFormatOfName,
} from '../../files/row-formats.js';
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
export async function readRows(format: RowFileFormat, given: RowText): Promise<JsonRecord[]> {
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

async function readTable(
  format: 'csv' | 'tsv',
  { text }: RowText,
  refuse: Refuse,
): Promise<JsonRecord[]> {
  const { parse } = await import('csv-parse/sync');
  const table = new TableRows(refuse);
  try {
    const records = parse(text, tableOptions(format)) as unknown as ParsedRecord[];
    return records.flatMap((record): JsonRecord[] => {
      const row = table.add(record);
      return row ? [row] : [];
    });
  } catch (cause) {
    throw table.explained(cause);
  }
}

/** Options of csv-parse: a value without quotes and without characters is missing. */
export function tableOptions(format: 'csv' | 'tsv') {
  return {
    delimiter: format === 'tsv' ? '\t' : ',',
    cast: (value: string, { quoting }: { quoting: boolean }) =>
      value === '' && !quoting ? null : value,
    bom: true,
    info: true,
    relax_column_count: true,
  };
}

/** A record as csv-parse returns it: its line ends in `lines`. */
export interface ParsedRecord {
  record: (string | null)[];
  info: { lines: number };
}

/** Makes the error about a line. */
export type Refuse = (line: number, why: string, cause?: Error) => Error;

/** The rows of a table whose first record has the names of its columns. */
export class TableRows {
  readonly #refuse: Refuse;
  #names: readonly string[] | undefined;

  /** `refuse` makes the error about a line. */
  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  /** The next record as a row; `undefined` for the names, and for an empty line. */
  add({ record, info }: ParsedRecord): JsonRecord | undefined {
    if (!this.#names) {
      this.#names = this.#namesIn(record);
      return undefined;
    }
    const names = this.#names;
    // Of a table with one column, an empty line is a row without a value.
    if (names.length > 1 && record.length === 1 && record[0] === null) return undefined;
    if (record.length !== names.length) {
      throw this.#refuse(info.lines, `it has ${record.length} values for ${names.length} columns`);
    }
    return Object.fromEntries(record.map((value, at) => [names[at]!, value]));
  }

  /** An error of csv-parse in other words; any other error as it is. */
  explained(error: unknown): unknown {
    const { lines, code } = error as { lines?: number; code?: string };
    if (code === undefined || lines === undefined) return error;
    return this.#refuse(lines, WHY[code] ?? (error as Error).message, error as Error);
  }

  #namesIn(record: ParsedRecord['record']): string[] {
    const names = record.map((name) => name ?? '');
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (names.includes('')) throw this.#refuse(1, 'a column has no name');
    if (twice !== undefined) throw this.#refuse(1, `two columns are named "${clip(twice)}"`);
    return names;
  }
}

const WHY: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
  INVALID_OPENING_QUOTE: 'a quote is inside a value without quotes',
  CSV_INVALID_CLOSING_QUOTE: 'a quote is followed by other text',
};

function refuser(format: RowFileFormat, { from, context }: RowText): Refuse {
  const what = `${clip(context.redactor.text(from))} is not valid ${ROW_FORMATS[format]}`;
  return (line, why, cause) => inputError(context, `: ${what} at line ${line}: ${why}`, { cause });
}
