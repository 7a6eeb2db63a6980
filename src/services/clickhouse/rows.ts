import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { LineCutter, LONGEST_LINE } from '../../core/http/lines.js';
import { oneLine } from '../../core/http/server-words.js';
import { cut } from '../../core/util/cut.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { exceptionIn } from './exceptions.js';
import { LONGEST_TAIL, markedIn } from './tail.js';

/** How rows are read from lines of JSON. */
export interface RowRules {
  call: Call;
  format: string;
  /** Of the header X-ClickHouse-Exception-Tag. */
  tag: string | undefined;
  /** True if the server may write an exception as the last row: `{"exception": "Code: …"}`. */
  inRow: boolean;
  /** The error for the text of an exception. */
  fail(text: string): Error;
}

/** The rows in chunks of lines of JSON, as they arrive. */
export async function* rowsIn(
  chunks: AsyncIterable<Buffer>,
  rules: RowRules,
): AsyncGenerator<readonly JsonRecord[]> {
  const reader = new RowReader(rules);
  try {
    for await (const chunk of chunks) {
      const rows = reader.add(chunk);
      if (rows.length > 0) yield rows;
    }
  } catch (error) {
    throw reader.failure() ?? error;
  }
  const rows = reader.end();
  if (rows.length > 0) yield rows;
}

class RowReader {
  readonly #rules: RowRules;
  readonly #cutter = new LineCutter();
  /** The names of the columns, for rows that are arrays. */
  #names: readonly string[] | undefined;
  /** Lines of names and types that are still expected. */
  #heads: number;
  /** From the first line that is not JSON. */
  #rest: string | undefined;
  /** A row that may be an exception. */
  #doubtful: JsonRecord | undefined;

  constructor(rules: RowRules) {
    this.#rules = rules;
    this.#heads = /WithNamesAndTypes$/i.test(rules.format)
      ? 2
      : Number(/WithNames$/i.test(rules.format));
  }

  add(chunk: Buffer): JsonRecord[] {
    const rows: JsonRecord[] = [];
    const lines = this.#cutter.add(chunk);
    const values = this.#rest === undefined ? this.#together(lines) : undefined;
    if (values) for (const value of values) this.#take(value, rows);
    else for (const line of lines) this.#read(line, rows);
    if (this.#cutter.pending > LONGEST_LINE) {
      throw this.#error(`the server sent ${LONGEST_LINE / 2 ** 20} MiB without a line break`);
    }
    return rows;
  }

  end(): JsonRecord[] {
    const rows: JsonRecord[] = [];
    this.#read(this.#cutter.end(), rows);
    const error = this.failure();
    if (error) throw error;
    return rows;
  }

  /** The error that the last lines report. */
  failure(): Error | undefined {
    const { fail, tag } = this.#rules;
    if (this.#doubtful) return fail(String(this.#doubtful.exception));
    if (this.#rest === undefined) return undefined;
    const text = this.#rest;
    const marked = tag && markedIn(Buffer.from(text), tag);
    if (marked) return fail(marked.text);
    if (exceptionIn(text)) return fail(text.trim());
    const shown = oneLine(this.#rules.call.redactor.text(cut(text, 10_000)), 120);
    return this.#error(`the server sent a line that is not JSON: "${shown}"`);
  }

  /** The values of many lines, read in one go, which is much faster; `undefined` if one is not JSON. */
  #together(lines: readonly string[]): readonly unknown[] | undefined {
    if (lines.length < 2 || !lines.every(isWhole)) return undefined;
    try {
      const values = this.#rules.call.parseJson(`[${lines.join(',')}]`);
      return Array.isArray(values) && values.length === lines.length ? values : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #read(line: string, rows: JsonRecord[]): void {
    if (this.#rest !== undefined) {
      if (this.#rest.length < LONGEST_TAIL) this.#rest += `${line}\n`;
      return;
    }
    if (line.trim() === '') return;
    let value: unknown;
    try {
      value = this.#rules.call.parseJson(line);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // The line break before the mark was read as an empty line.
      this.#rest = `\r\n${line}\n`;
      return;
    }
    this.#take(value, rows);
  }

  #take(value: unknown, rows: JsonRecord[]): void {
    // Another row follows, so it was one.
    if (this.#doubtful) rows.push(this.#doubtful);
    this.#doubtful = undefined;
    const row = this.#rowOf(value);
    if (row === undefined) return;
    if (this.#rules.inRow && isException(row)) this.#doubtful = row;
    else rows.push(row);
  }

  #rowOf(value: unknown): JsonRecord | undefined {
    if (isRecord(value)) return value;
    if (!Array.isArray(value)) throw this.#error('a line of the response is not a row');
    if (this.#heads > 0) {
      this.#names ??= value.map(String);
      this.#heads--;
      return undefined;
    }
    const names = this.#names ?? value.map((_, at) => `_${at + 1}`);
    if (names.length !== value.length) {
      throw this.#error(`a row has ${value.length} values for ${names.length} columns`);
    }
    return Object.fromEntries(value.map((one, at) => [names[at]!, one]));
  }

  #error(message: string): ResponseError {
    return new ResponseError({ method: this.#rules.call.method, message });
  }
}

/** Two halves of a value would otherwise be read as one. */
function isWhole(line: string): boolean {
  const [first, last] = [line[0], line.at(-1)];
  return (first === '{' && last === '}') || (first === '[' && last === ']');
}

function isException(row: JsonRecord): boolean {
  const { exception } = row;
  return (
    Object.keys(row).length === 1 &&
    typeof exception === 'string' &&
    exceptionIn(exception) !== undefined
  );
}

/** The rows in the value of a whole response, for files of rows. */
export function rowsOfBody(body: unknown): JsonRecord[] {
  if (Array.isArray(body)) return body.filter(isRecord);
  if (!isRecord(body) || !Array.isArray(body.data)) return [];
  const meta = Array.isArray(body.meta) ? body.meta : [];
  const names = meta.map((one: unknown) => (isRecord(one) ? String(one.name) : ''));
  return body.data.flatMap((row: unknown) => {
    if (isRecord(row)) return [row];
    return Array.isArray(row)
      ? [Object.fromEntries(row.map((one, at) => [names[at] ?? `_${at + 1}`, one]))]
      : [];
  });
}
