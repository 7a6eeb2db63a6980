import { StringDecoder } from 'node:string_decoder';
import type { Call } from '../../core/definition/call.js';
import type { ServiceError } from '../../core/errors/errors.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { exceptionError, exceptionIn } from './exceptions.js';
import { isJson, isText } from './formats.js';
import type { GrpcResult } from './types.js';
import { outputValue } from './value.js';

/** A message as it is decoded: bytes are Base64, and integers of 64 bits are texts. */
export interface RawResult {
  output: string;
  totals: string;
  extremes: string;
  logs: JsonRecord[];
  progress?: JsonRecord;
  stats?: JsonRecord;
  exception?: { code: number; name: string; display_text: string; stack_trace: string };
  cancelled: boolean;
  query_id: string;
  time_zone: string;
  output_format: string;
  output_columns: { name: string; type: string }[];
}

/** The error that a message reports; `undefined` if it reports none. */
export function errorIn(call: Call, { exception }: RawResult): ServiceError | undefined {
  if (!exception || exception.code === 0) return undefined;
  const { code, display_text: text } = exception;
  const found = exceptionIn(text) ?? exceptionIn(`Code: ${code}. ${text}`)!;
  return exceptionError(call, found, 'gRPC');
}

const PROGRESS = ['read_rows', 'read_bytes', 'total_rows_to_read', 'written_rows', 'written_bytes'];
const STATS = ['rows', 'blocks', 'allocated_bytes', 'rows_before_limit', 'rows_before_aggregation'];

/** Reads the messages of one stream. */
export class ResultReader {
  /** Only the first message names it. */
  #format: string;
  /** A character may begin in one message and end in the next. */
  readonly #decoder = new StringDecoder('utf8');

  /** `format` is the expected one, if the server names none. */
  constructor(format = '') {
    this.#format = format;
  }

  expect(format: string): void {
    if (format !== '') this.#format = format;
  }

  /** @throws {ServiceError} It reports an exception. */
  read(call: Call, raw: RawResult): GrpcResult {
    const error = errorIn(call, raw);
    if (error) throw error;
    this.expect(raw.output_format);
    const { progress, stats, logs, cancelled, query_id, time_zone, output_format } = raw;
    return {
      ...{ query_id, time_zone, output_format, output_columns: raw.output_columns },
      output: this.#value(call, raw.output, true),
      totals: this.#value(call, raw.totals, false),
      extremes: this.#value(call, raw.extremes, false),
      logs: logs.map((entry) => ({ ...entry, thread_id: exact(entry.thread_id) })),
      progress: numbers(progress, PROGRESS),
      stats: {
        ...numbers(stats, STATS),
        applied_limit: stats?.applied_limit ?? false,
        applied_aggregation: stats?.applied_aggregation ?? false,
      },
      cancelled,
    };
  }

  /** A part of a larger output stays text. */
  #value(call: Call, base64: string, isOutput: boolean): unknown {
    const bytes = Buffer.from(base64, 'base64');
    if (this.#format !== '' && !isText(this.#format)) return bytes;
    if (!isOutput || isJson(this.#format)) {
      const whole = complete(call, bytes, this.#format);
      if (whole !== undefined) return whole;
    }
    return isOutput ? this.#decoder.write(bytes) : bytes.toString('utf8');
  }
}

/** The value of complete JSON; `undefined` for a part. */
function complete(call: Call, bytes: Buffer, format: string): unknown {
  const [first, last] = [bytes[0] ?? 0, bytes.toString('latin1').trimEnd().at(-1) ?? ''];
  if (!/[[{]/.test(String.fromCharCode(first)) || !/[\]}]/.test(last)) return undefined;
  try {
    return outputValue(bytes, format, call, (text) => new Error(text));
  } catch {
    return undefined;
  }
}

function numbers(found: JsonRecord | undefined, names: readonly string[]): JsonRecord {
  return Object.fromEntries(names.map((name) => [name, exact(isRecord(found) ? found[name] : 0)]));
}

/** A number if it is exact, otherwise its text. */
function exact(value: unknown): number | string {
  const number = Number(value ?? 0);
  return Number.isSafeInteger(number) ? number : String(value);
}
