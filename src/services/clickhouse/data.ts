import { bytesKind } from '../../core/definition/kinds/bytes.js';
import { anything, list, readData } from '../../core/definition/kinds/json.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import {
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../../core/definition/param.js';
import { Bytes } from '../../core/files/bytes.js';
import { JsonNumber } from '../../core/json/number.js';
import { writeJson } from '../../core/json/write.js';
import { isRecord } from '../../core/util/is-record.js';

/** The data of an insert or of an external table: text, or bytes that are read when they are sent. */
export type Data = string | Bytes;

const TAKES = 'text, JSON or bytes; @path sends a file, - standard input';

/** What a user typed may name a file; a program's text is data. */
export async function dataOf(value: unknown, context: ParamContext): Promise<Data> {
  if (typeof value === 'string') {
    const isFile = context.sources && (value === '-' || /^@[^@]/.test(value));
    return isFile ? bytesKind.parse(value, context) : value;
  }
  if (isBase64(value)) return Bytes.of(Buffer.from(value.BYTES, 'base64'));
  const isStream = typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
  if (isBytes(value) || isStream) return bytesKind.parse(value as Uint8Array, context);
  if (typeof value === 'object' && value !== null) return jsonOf(value, context);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw inputError(context, ` must be ${TAKES}`);
}

export const dataKind: Kind<unknown, Data> = {
  name: 'any',
  takes: TAKES,
  schema: {},
  parse: dataOf,
};

const listKind = list(anything, '').kind;

/** A param with data in parts. */
export function dataList<const S extends ParamSpec>(summary: string, spec: S) {
  const kind: Kind<unknown, Data[]> = {
    ...listKind,
    async parse(value, context) {
      const items = await listKind.parse(value as unknown[], context);
      return Promise.all(items.map((one, at) => dataOf(one, partContext(context, `[${at}]`))));
    },
  };
  return param(kind, summary, spec);
}

/** How bytes are written in JSON. */
function isBase64(value: unknown): value is { BYTES: string } {
  return isRecord(value) && Object.keys(value).length === 1 && typeof value.BYTES === 'string';
}

function isBytes(value: unknown): boolean {
  const isBuffer = value instanceof Uint8Array || value instanceof ArrayBuffer;
  return isBuffer || value instanceof Blob || value instanceof Bytes;
}

function jsonOf(value: object, context: ParamContext): string {
  if (value instanceof JsonNumber) return value.text;
  try {
    return writeJson(value);
  } catch (cause) {
    throw inputError(context, `: ${(cause as Error).message}`, { cause });
  }
}

/** Data for settings that are used later: JSON as its value, anything else as it was typed. */
export const keptData: Kind<unknown, unknown> = {
  name: 'any',
  takes: TAKES,
  schema: {},
  async parse(value, context) {
    if (typeof value !== 'string' || !context.sources || !/^\s*[[{]/.test(value)) return value;
    try {
      return await readData(value, context);
    } catch {
      // Several lines of JSON, or something that only looks like it.
      return value;
    }
  },
};

/** The names that ClickHouse has for compressed data, by the ending of a file. */
const CODINGS: Readonly<Record<string, string>> = {
  gz: 'gzip',
  br: 'br',
  deflate: 'deflate',
  zst: 'zstd',
  xz: 'xz',
  lz4: 'lz4',
  bz2: 'bz2',
};

/** The compression of a file, by its name; `undefined` if it has none. */
export function codingOf(data: Data | undefined): string | undefined {
  const name = data instanceof Bytes ? (data.name ?? '') : '';
  const [, ending = ''] = /\.(\w+)$/.exec(name.toLowerCase()) ?? [];
  return CODINGS[ending];
}

/** True if the data can be sent again. */
export function isReplayable(data: Data | undefined): boolean {
  return !(data instanceof Bytes) || data.replayable;
}
