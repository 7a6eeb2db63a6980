import { clip } from '../definition/kinds/refuse.js';
import type { RowFileFormat } from '../files/row-formats.js';
import { NotTable, TableReader } from '../formats/delimited/table-reader.js';
import { newMark, parseExact } from '../json/parse.js';
import { isRecord, type JsonRecord } from '../util/is-record.js';

/** Makes the error about a line. */
export type Refuse = (line: number, why: string, cause?: Error) => Error;

/** Reads the records of a text, piece by piece. */
export interface RecordReader {
  /** The records that end in this piece, which ends where a line ends. */
  add(text: string): JsonRecord[];
  /** What is left after the last piece. */
  end(): JsonRecord[];
}

export function recordReader(format: RowFileFormat, refuse: Refuse): RecordReader {
  return format === 'jsonl' ? new JsonLines(refuse) : new TableRecords(format, refuse);
}

/** The lines of a text that arrives in pieces, with their numbers, from 1. */
export class NumberedLines {
  #rest = '';
  #number = 0;

  /** Calls `take` for each line that ends in this piece. */
  add(text: string, take: (line: string, number: number) => void): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) take(line, ++this.#number);
  }

  end(take: (line: string, number: number) => void): void {
    if (this.#rest !== '') take(this.#rest, ++this.#number);
    this.#rest = '';
  }
}

/** A line with its number. */
interface Line {
  text: string;
  number: number;
}

/** JSON Lines: an object in each line. */
class JsonLines implements RecordReader {
  readonly #refuse: Refuse;
  readonly #lines = new NumberedLines();
  #found: Line[] = [];

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  add(text: string): JsonRecord[] {
    this.#lines.add(text, this.#take);
    return this.#records();
  }

  end(): JsonRecord[] {
    this.#lines.end(this.#take);
    return this.#records();
  }

  readonly #take = (text: string, number: number): void => {
    if (text.trim() !== '') this.#found.push({ text, number });
  };

  #records(): JsonRecord[] {
    const lines = this.#found;
    this.#found = [];
    return recordsAtOnce(lines) ?? lines.map((line) => recordInLine(line, this.#refuse));
  }
}

/**
 * The records of all lines, parsed as one array, which is several times faster; `undefined` if one of the
 * lines is not a record. Between two lines there is a mark that none of them can contain: if all marks
 * are items of the array, each line is one value.
 */
function recordsAtOnce(lines: readonly Line[]): JsonRecord[] | undefined {
  const mark = newMark();
  let items: unknown;
  try {
    items = parseExact(`[${lines.map(({ text }) => text).join(`,"${mark}",`)}]`);
  } catch {
    return undefined;
  }
  if (!Array.isArray(items) || items.length !== Math.max(0, lines.length * 2 - 1)) return undefined;
  const records: JsonRecord[] = [];
  for (let at = 0; at < items.length; at++) {
    const item: unknown = items[at];
    if (at % 2 === 1 ? item !== mark : !isRecord(item)) return undefined;
    if (at % 2 === 0) records.push(item as JsonRecord);
  }
  return records;
}

function recordInLine({ text, number }: Line, refuse: Refuse): JsonRecord {
  let found: unknown;
  try {
    found = parseExact(text);
  } catch (cause) {
    throw refuse(number, 'the line is not valid JSON', cause as Error);
  }
  if (isRecord(found)) return found;
  throw refuse(number, 'the line is not a JSON object');
}

/**
 * CSV and TSV: the first record has the names of the columns. The values are texts; a value that is
 * missing is `null`, and `""` an empty text, as in PostgreSQL.
 */
class TableRecords implements RecordReader {
  readonly #refuse: Refuse;
  readonly #table: TableReader;
  #toRecord: ((fields: readonly (string | null)[]) => JsonRecord) | undefined;
  #width = 0;
  #found: JsonRecord[] = [];

  constructor(format: 'csv' | 'tsv', refuse: Refuse) {
    this.#refuse = refuse;
    this.#table = new TableReader(format === 'tsv' ? '\t' : ',');
  }

  add(text: string): JsonRecord[] {
    return this.#reading(() => this.#table.add(text, this.#take));
  }

  end(): JsonRecord[] {
    return this.#reading(() => this.#table.end(this.#take));
  }

  #reading(read: () => void): JsonRecord[] {
    this.#found = [];
    try {
      read();
    } catch (error) {
      throw error instanceof NotTable ? this.#refuse(error.line, error.message, error) : error;
    }
    return this.#found;
  }

  readonly #take = (fields: readonly (string | null)[], line: number): void => {
    if (!this.#toRecord) {
      const names = this.#namesIn(fields);
      this.#width = names.length;
      this.#toRecord = recordMaker(names);
      return;
    }
    if (fields.length === this.#width) {
      this.#found.push(this.#toRecord(fields));
      return;
    }
    // Of a table with one column, an empty line is a row without a value.
    if (fields.length === 1 && fields[0] === null) return;
    throw this.#refuse(line, `it has ${fields.length} values for ${this.#width} columns`);
  };

  #namesIn(fields: readonly (string | null)[]): string[] {
    const names = fields.map((name) => name ?? '');
    const seen = new Set<string>();
    for (const name of names) {
      if (name === '') throw this.#refuse(1, 'a column has no name');
      if (seen.has(name)) throw this.#refuse(1, `two columns are named "${clip(name)}"`);
      seen.add(name);
    }
    return names;
  }
}

function recordMaker(names: readonly string[]) {
  // Set like other names, this one would be the object's prototype instead of a column.
  if (names.includes('__proto__')) {
    return (fields: readonly (string | null)[]): JsonRecord =>
      Object.fromEntries(names.map((name, at) => [name, fields[at]]));
  }
  return (fields: readonly (string | null)[]): JsonRecord => {
    const record: Record<string, string | null> = {};
    for (let at = 0; at < names.length; at++) record[names[at]!] = fields[at]!;
    return record;
  };
}
