import type { Call } from '../definition/call.js';
import { clip, inputError } from '../definition/kinds/refuse.js';
import { cannotRead } from '../definition/kinds/typed.js';
import { accessOf, type ParamContext } from '../definition/param.js';
import { OintError } from '../errors/errors.js';
import type { Bytes } from '../files/bytes.js';
import { NotText } from '../files/decode-text.js';
import { onDisk } from '../files/on-disk.js';
import { ROW_FORMATS, type RowFileFormat } from '../files/row-formats.js';
import type { JsonRecord } from '../util/is-record.js';
import { readInTime } from './read-in-time.js';
import { recordReader } from './records.js';
import { ReadRows, type RowSource } from './row-source.js';
import { wholeLines } from './whole-lines.js';

/** A file, a URL or standard input with rows. */
interface Given {
  data: Bytes;
  format: RowFileFormat;
  /** Its name, for messages. */
  from: string;
  context: ParamContext;
}

/** A batch ends with this many rows, or characters of the file. */
const ROWS = 5000;
const CHARACTERS = 4 * 1024 * 1024;

/** The rows of a file, which are read as they are needed. */
export class RowFile extends ReadRows<JsonRecord> {
  readonly #given: Given;
  /** How often it will be read, and was read before. */
  readonly #times: number;
  #read = 0;

  constructor(given: Given, times = 1) {
    super();
    this.#given = given;
    this.#times = times;
  }

  async *batches(call: Call): AsyncGenerator<readonly JsonRecord[]> {
    const { data, format } = this.#given;
    const before = this.#read++;
    const reader = recordReader(format, this.#refuse);
    let batch: JsonRecord[] = [];
    let size = 0;
    try {
      for await (const text of wholeLines(this.#chunks(data, call, before))) {
        const found = reader.add(text);
        if (batch.length === 0) batch = found;
        else for (const record of found) batch.push(record);
        size += text.length;
        if (batch.length < ROWS && size < CHARACTERS) continue;
        if (batch.length > 0) yield batch;
        batch = [];
        size = 0;
      }
      batch.push(...reader.end());
    } catch (error) {
      throw readFailure(this.#given, error);
    }
    if (batch.length > 0) yield batch;
    if (this.#times > 1) await this.#checkSame();
  }

  repeatable<R>(
    call: Call,
    times: number,
    use: (rows: RowSource<JsonRecord>) => Promise<R>,
  ): Promise<R> {
    const { data } = this.#given;
    return onDisk(data, call, (file) => use(new RowFile({ ...this.#given, data: file }, times)));
  }

  toJSON(): unknown {
    return `the rows of ${this.#given.from}`;
  }

  async *#chunks(data: Bytes, call: Call, before: number): AsyncGenerator<Uint8Array> {
    const { onProgress } = call.options;
    const total = data.size === undefined ? undefined : data.size * this.#times;
    let done = before * (data.size ?? 0);
    for await (const chunk of readInTime(await data.open(), call)) {
      done += chunk.length;
      onProgress?.({ direction: 'up', done, total });
      yield chunk;
    }
  }

  /** What was decided by the first reading must be true of the second. */
  async #checkSame(): Promise<void> {
    const { data, context, from } = this.#given;
    const before = data.file;
    if (before?.modified === undefined) return;
    const now = await accessOf(context).files.find(before.path);
    if (now?.size === before.size && now.modified === before.modified) return;
    throw inputError(context, `: ${shownName(from, context)} was changed while it was read`, {
      hint: 'Try again when it is complete.',
    });
  }

  readonly #refuse = (line: number, why: string, cause?: Error): Error => {
    const { format, from, context } = this.#given;
    const what = `${shownName(from, context)} is not valid ${ROW_FORMATS[format]}`;
    return inputError(context, `: ${what} at line ${line}: ${why}`, { cause });
  };
}

/** The error for rows that could not be read. */
export function readFailure(
  { data, from, context }: Pick<Given, 'data' | 'from' | 'context'>,
  error: unknown,
): unknown {
  if (error instanceof OintError) return error;
  if (data.path !== undefined || error instanceof NotText) return cannotRead(from, context, error);
  const what = `: cannot read ${shownName(from, context)}: ${(error as Error).message}`;
  return inputError(context, what, { cause: error });
}

function shownName(from: string, { redactor }: ParamContext): string {
  return clip(redactor.text(from), 120);
}
