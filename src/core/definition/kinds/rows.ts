import { Readable } from 'node:stream';
import { Bytes } from '../../files/bytes.js';
import { decodeText } from '../../files/decode-text.js';
import { extensionOf, type RowFileFormat, rowFormatOfName } from '../../files/row-formats.js';
import { callOf } from '../../http/fetch-bytes.js';
import { readInTime } from '../../rows/read-in-time.js';
import { RowFile, readFailure } from '../../rows/row-file.js';
import type { ParamContext } from '../param.js';
import { bytesKind, fileBytes } from './bytes.js';
import { inputError } from './refuse.js';
import { cannotRead } from './typed.js';

/** Where rows are. */
export interface RowPlace {
  /** The path of a file. */
  path?: string;
  /** A URL, or `-` for standard input. */
  other?: string;
}

/** The text of JSON, and what it was read from. */
export interface JsonFile {
  text: string;
  from: string;
}

/** JSON is read as a whole, and takes a multiple of this in memory. */
const LARGEST_JSON = 256 * 1024 * 1024;

/** In bytes: no line of a file of rows is longer, so that what has none by then is JSON. */
const MOST_LOOKED_AT = 64 * 1024 * 1024;

/** Opens the rows at a place: a file of rows is read when they are needed, JSON now. */
export async function openRows(
  { path, other }: RowPlace,
  context: ParamContext,
): Promise<RowFile | JsonFile> {
  const given = path === undefined ? await bytesKind.parse(other, context) : await file(path);
  const from = path ?? given.from;
  const named = formatOfName(from);
  if (named && named !== 'json') return new RowFile({ data: given, format: named, from, context });
  const { data, format } = named ? { data: given } : await recognized(given, context);
  if (format) return new RowFile({ data, format, from, context });
  return { text: await wholeText(data, from, context), from };

  async function file(path: string): Promise<Bytes> {
    const found = await fileBytes(path, context);
    if (found) return found;
    throw cannotRead(path, context, Object.assign(new Error(), { code: 'ENOENT' }));
  }
}

function formatOfName(name: string): RowFileFormat | 'json' | undefined {
  return /^json5?$/.test(extensionOf(name)) ? 'json' : rowFormatOfName(name);
}

/** The format of data by what it looks like, and the same data from its beginning. */
async function recognized(
  data: Bytes,
  context: ParamContext,
): Promise<{ data: Bytes; format?: RowFileFormat | undefined }> {
  const chunks = readInTime(await data.open(), callOf(context));
  const seen: Buffer[] = [];
  let size = 0;
  // Looked at each time that there is twice as much.
  let next = 0;
  let isEnd = false;
  for (;;) {
    const { done, value } = await chunks.next().catch((error) => {
      throw readFailure({ data, from: data.from, context }, error);
    });
    isEnd = done === true;
    if (value) {
      seen.push(Buffer.from(value));
      size += value.length;
    }
    if (!isEnd && size < next) continue;
    next = size * 2;
    const text = startOf(Buffer.concat(seen));
    if (!isEnd && size < MOST_LOOKED_AT && !isEnough(text)) continue;
    const format = looksLike(text);
    if (!data.file) return { data: continued(data, seen, chunks), format };
    await chunks.return(undefined);
    return { data, format };
  }
}

/** Data that can be read only once, after its beginning was read. */
function continued(data: Bytes, seen: readonly Buffer[], rest: AsyncIterable<Buffer>): Bytes {
  async function* all() {
    yield* seen;
    yield* rest;
  }
  const open = () => Readable.from(all(), { objectMode: false });
  return new Bytes({ open, replayable: false, from: data.from });
}

/** Read only to recognize what it is: the end may be in the middle of a character. */
function startOf(bytes: Buffer): string {
  const [first, second] = bytes;
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const encoding = isWide ? `utf-16${first === 0xff ? 'le' : 'be'}` : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** True if more of the text would not change what it looks like. */
function isEnough(text: string): boolean {
  const start = text.trimStart();
  if (start.startsWith('[')) return true;
  const [, ...others] = start.split('\n', 4);
  return others.length === 3 || others.some((line) => line.trim() !== '');
}

function looksLike(text: string): RowFileFormat | undefined {
  const [first = '', ...rest] = text.trimStart().split('\n', 3);
  const isOfLines = rest.some((line) => line.trim() !== '');
  if (!isOfLines) return undefined;
  if (/^[[{]/.test(first)) return /^\{.*\}$/.test(first.trim()) ? 'jsonl' : undefined;
  return first.includes('\t') ? 'tsv' : 'csv';
}

async function wholeText(data: Bytes, from: string, context: ParamContext): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of readInTime(await data.open(), callOf(context))) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > LARGEST_JSON) throw tooLarge(from, context);
    }
    return decodeText(Buffer.concat(chunks));
  } catch (error) {
    throw readFailure({ data, from, context }, error);
  }
}

function tooLarge(from: string, context: ParamContext) {
  const what = `: ${context.redactor.text(from)} is larger than 256 MiB, and JSON is read as a whole`;
  const hint =
    "Convert it to JSON Lines, which can have any size: jq -c '.[]' rows.json > rows.jsonl";
  return inputError(context, what, { hint });
}
