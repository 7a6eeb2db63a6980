import { existsHere } from '../../access/files.js';
import type { InputError } from '../../errors/errors.js';
import { callOf } from '../../http/fetch-bytes.js';
import { shownUrl } from '../../http/url.js';
import { inOrder } from '../../json/in-order.js';
import { JsonNumber } from '../../json/number.js';
import { parseExact } from '../../json/parse.js';
import {
  allRows,
  IterableRows,
  JoinedRows,
  MemoryRows,
  ReadRows,
  type RowSource,
} from '../../rows/row-source.js';
import { after } from '../../util/at-once.js';
import type { JsonRecord } from '../../util/is-record.js';
import {
  type JsonSchema,
  type Kind,
  mayNameFile,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../param.js';
import { brokenJson, type JsonText, notJson } from './json-errors.js';
import { refuse } from './refuse.js';
import type { RowPlace } from './rows.js';
import { fetchText, readTextFile, readTyped } from './typed.js';

/** A record param: an object, or its JSON text. */
export function record<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(recordKind, summary, spec);
}

export const recordKind: Kind<JsonRecord | string, JsonRecord> = {
  name: 'record',
  takes: `a JSON object such as "{'key':'value'}", a .json file or a URL`,
  schema: { type: 'object' },
  parse: (value, context) =>
    after(readJson(value, context), (found) => {
      if (isJsonObject(found)) return found;
      throw refuse(found, context, recordKind.takes);
    }),
};

/** A Map, a Date or a Buffer is an object too, but JSON would not keep its value. */
function isJsonObject(value: unknown): value is JsonRecord {
  return Object.prototype.toString.call(value) === '[object Object]';
}

export interface ListOf<In, Item> {
  /** JSON Schema of one item. */
  schema: JsonSchema;
  /** Returns the item, or throws an error that names its index. `here` makes the item's own context. */
  item(value: unknown, refuse: (takes: string) => InputError, here: () => ParamContext): Item;
  /** Turns plain text (not JSON) into an item, if its meaning is obvious. */
  fromText?(text: string): In;
  /** True if items are rows: they may also be in a file or a stream of CSV, TSV or JSON Lines. */
  rows?: boolean;
  /** True if items are URLs: a typed URL is then an item, not the address of a list. */
  urls?: boolean;
}

/** A list param. A single value is a list of one. */
export function list<In, Item, const S extends ParamSpec>(
  of: ListOf<In, Item>,
  summary: string,
  spec: S = {} as S,
) {
  const sources = of.urls
    ? 'or a .json file'
    : `a ${of.rows ? '.json, .csv, .tsv or .jsonl' : '.json'} file or a URL`;
  const takes = `${of.fromText ? 'text, ' : ''}a JSON array such as "[${of.schema.type === 'object' ? "{'key':'value'}" : "'one','two'"}]", ${sources}`;
  const kind: Kind<In | readonly In[] | string, Item[]> = {
    name: 'list',
    takes,
    schema: { type: 'array', items: of.schema },
    parse: (value, context) =>
      after(readJson(value, context, of), (found) =>
        Array.isArray(found) ? readItems(found, context, of) : [readItem(found, 0, context, of)],
      ),
  };
  return param(kind, summary, spec);
}

/** Not `map`: it would skip the holes of a sparse array. */
function readItems<In, Item>(
  found: readonly unknown[],
  context: ParamContext,
  of: ListOf<In, Item>,
): Item[] {
  const items: Item[] = [];
  for (let index = 0; index < found.length; index++) {
    items.push(readItem(found[index], index, context, of));
  }
  return items;
}

function readItem<In, Item>(
  item: unknown,
  index: number,
  context: ParamContext,
  of: ListOf<In, Item>,
): Item {
  const here = () => partContext(context, `[${index}]`);
  return of.item(item, (wanted) => refuse(item, here(), wanted), here);
}

/** Items that are strings. Numbers and booleans from JSON become strings. */
export const texts: ListOf<string, string> = {
  schema: { type: 'string' },
  fromText: (text) => text,
  item(value, refuseItem) {
    if (typeof value === 'string') return value;
    const isPlain = typeof value === 'number' || typeof value === 'boolean';
    if (isPlain || value instanceof JsonNumber) return String(value);
    throw refuseItem('a string');
  },
};

/** Items that are JSON objects. */
export const records: ListOf<JsonRecord, JsonRecord> = {
  schema: { type: 'object' },
  item(value, refuseItem) {
    if (isJsonObject(value)) return value;
    throw refuseItem('a JSON object');
  },
};

/** Records of a table: they may also be in a file of CSV, TSV or JSON Lines. */
export const rows: ListOf<JsonRecord, JsonRecord> = { ...records, rows: true };

/** What a method accepts as rows. */
type RowsInput =
  | JsonRecord
  | readonly JsonRecord[]
  | Iterable<JsonRecord>
  | AsyncIterable<JsonRecord>
  | string;

/** A param for rows that are read as they are needed: from a file of any size, or an iterable. */
export function rowSource<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  const { kind } = list(rows, summary);
  const sourceKind: Kind<RowsInput, RowSource<JsonRecord>> = {
    name: kind.name,
    takes: kind.takes,
    schema: kind.schema,
    parse: (value, context) =>
      readSource(value, context, {
        check: (items, first) =>
          items.map((item, at) =>
            readItem<JsonRecord, JsonRecord>(item, first + at, context, rows),
          ),
      }),
  };
  return param(sourceKind, summary, spec);
}

/** How the rows of a source are read. */
interface Reading<Item> {
  /** The items, or an error about one of them; `first` is the index of the first. */
  check(items: readonly unknown[], first: number): Item[];
  /** Objects with names that look like numbers are read as a `Map`, in their order. */
  ordered?: boolean;
}

/** Reads what may be rows in a file, an iterable, or rows in memory. */
export function readSource<Item>(
  value: unknown,
  context: ParamContext,
  reading: Reading<Item>,
): RowSource<Item> | Promise<RowSource<Item>> {
  const { check, ordered } = reading;
  const typed: Typed = { rows: true, ordered };
  const inMemory = (found: unknown) =>
    new MemoryRows(check(Array.isArray(found) ? found : [found], 0));
  if (isIterable(value)) return checkedRows(new IterableRows(value), reading);
  const placeOf = (one: unknown) => (typeof one === 'string' ? rowPlace(one, context) : undefined);
  if (Array.isArray(value) && value.some(placeOf)) {
    const parts = value.map(async (part) => readSource(part, context, reading));
    return Promise.all(parts).then((found) => new JoinedRows(found));
  }
  const place = placeOf(value);
  if (!place) return after(readJson(value, context, typed), inMemory);
  return openedRows(place, context, typed).then((found) =>
    isSource(found) ? checkedRows(found, reading) : inMemory(found),
  );
}

/** An array is in memory, and a document of MongoDB may be a `Map`. */
function isIterable(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Symbol.asyncIterator in value || (Symbol.iterator in value && !(value instanceof Map));
}

function checkedRows<Item>(source: ReadRows<unknown>, { check }: Reading<Item>): RowSource<Item> {
  return source.map(() => {
    let index = 0;
    return {
      add(batch) {
        const items = check(batch, index);
        index += batch.length;
        return items;
      },
    };
  });
}

/** Items of any type, such as values for a database. Text that is not JSON is a string. */
export const anything: ListOf<unknown, unknown> = {
  schema: {},
  fromText: (text) => text,
  item(value, refuseItem) {
    if (typeof value !== 'symbol' && typeof value !== 'function') return value;
    throw refuseItem('a JSON value, bytes or a Date');
  },
};

/** Strings that are URLs, such as scopes. */
export const urls: ListOf<string, string> = { ...texts, urls: true };

type FromText = ((text: string) => unknown) | undefined;

/** How typed text that is not JSON is read. */
interface Typed {
  fromText?: FromText;
  urls?: boolean | undefined;
  rows?: boolean | undefined;
  /** Objects with names that look like numbers are read as a `Map`, in their order. */
  ordered?: boolean | undefined;
}

/**
 * The same with the order of all names: an object with names such as "2024", which JavaScript puts
 * first, is a `Map`. `rows` may also be in a file of CSV, TSV or JSON Lines.
 */
export function readOrdered(
  value: unknown,
  context: ParamContext,
  { rows, fromText }: Pick<Typed, 'rows' | 'fromText'> = {},
): unknown {
  return readJson(value, context, { rows, fromText, ordered: true });
}

/** What a user typed for any data: JSON, a file or a URL with it, or other text as it is. */
export function readData(value: unknown, context: ParamContext): unknown {
  return readJson(value, context, { fromText: (text) => text });
}

/** The value itself, or the value of its JSON text. Text may also name a file or a URL, if typed or in a script. */
function readJson(value: unknown, context: ParamContext, typed: Typed = {}): unknown {
  const { fromText } = typed;
  // A repeated option arrives as an array of strings: each is read on its own, and lists are
  // joined.
  if (Array.isArray(value) && context.sources) {
    const parts = value.map(async (part) => readJson(part, context, typed));
    return Promise.all(parts).then((found) => found.flat());
  }
  if (typeof value !== 'string') return value;
  const place = typed.rows ? rowPlace(value, context) : undefined;
  if (place) {
    return openedRows(place, context, typed).then((found) =>
      isSource(found) ? allRows(found, callOf(context)) : found,
    );
  }
  const { text, from } = mayNameFile(context) ? locate(value, context, typed) : { text: value };
  return after(text, (json) =>
    parseJson({ text: json, from, context, isPlain: Boolean(fromText) }, typed),
  );
}

/** The rows of a file, or the value of its JSON. */
async function openedRows(place: RowPlace, context: ParamContext, typed: Typed): Promise<unknown> {
  // Rarely needed: not loaded with every method.
  const { openRows } = await import('./rows.js');
  const found = await openRows(place, context);
  if (isSource(found)) return found;
  return parseJson({ ...found, context, isPlain: false }, typed);
}

function isSource(found: unknown): found is ReadRows<JsonRecord> {
  return found instanceof ReadRows;
}

/**
 * Where rows are that a typed value, or a text of a script, names; `undefined` for one that has them, or
 * for a variable.
 */
function rowPlace(value: string, context: ParamContext): RowPlace | undefined {
  if (!mayNameFile(context)) return undefined;
  const trimmed = value.trim();
  if (isWritten(trimmed)) return undefined;
  if (isUrl(trimmed)) return { other: trimmed };
  if (JSON_PATH.test(trimmed) || ROW_PATH.test(trimmed)) return { path: trimmed };
  if (!context.sources) return undefined;
  if (value === '-') return { other: value };
  return /^@[^@]/.test(value) ? { path: value.slice(1) } : undefined;
}

/** True for JSON itself, and for text in quotes. */
function isWritten(trimmed: string): boolean {
  return /^[[{]/.test(trimmed) || readQuoted(trimmed) !== trimmed;
}

function isUrl(trimmed: string): boolean {
  return /^https?:\/\/\S+$/i.test(trimmed) && URL.canParse(trimmed);
}

interface Located {
  text: string | Promise<string>;
  /** What it was read from, if it is not the value itself. */
  from?: string;
}

/**
 * The JSON text of a value: from a file, a URL, standard input or a variable, or the value itself. Only a
 * user can name the last two, and only what they type has escape sequences.
 */
function locate(value: string, context: ParamContext, { fromText, urls }: Typed): Located {
  const { sources } = context;
  const trimmed = value.trim();
  if (isWritten(trimmed)) return { text: value };
  // In a script, a URL in place of text is that text.
  const isText = urls || (!sources && fromText);
  if (!isText && isUrl(trimmed)) {
    const text = fetchText(trimmed, context);
    return { text, from: shownUrl(new URL(trimmed)) };
  }
  if (isJsonPath(trimmed, fromText)) {
    return { text: readTextFile(trimmed, context), from: trimmed };
  }
  if (!sources) return { text: value };
  const text = readTyped(value, context, sources);
  if (!(text instanceof Promise)) return { text };
  return { text, from: value === '-' ? 'standard input' : trimmed };
}

const ROW_PATH = /^(?![@-])[^\n]*\.(?:csv|tsv|tab|jsonl|ndjson)$/i;
const JSON_PATH = /^(?![@-])[^\n]*\.json5?$/i;

/**
 * True for a name with the extension of a JSON file. If text is accepted, a whole sentence that
 * ends so is text.
 */
function isJsonPath(text: string, fromText: FromText): boolean {
  return JSON_PATH.test(text) && (!fromText || !/\s/.test(text) || existsHere(text));
}

/** Tries strict JSON first; then JSON5, for single quotes, bare keys and trailing commas. */
function parseJson(json: JsonText, { fromText, ordered }: Typed): unknown {
  const { text, from } = json;
  const read = (parse: (text: string) => unknown) => (ordered ? inOrder(text, parse) : parse(text));
  const looksLikeJson = /^\s*[[{]/.test(text) || (from !== undefined && /\.json5?$/i.test(from));
  if (fromText && !looksLikeJson) return fromText(readQuoted(text));
  if (!looksLikeJson) throw notJson(json);
  try {
    return read(parseExact);
  } catch {
    return import('../../json/parse-loose.js').then(({ parseLoose }) => {
      try {
        return read(parseLoose);
      } catch (error) {
        throw brokenJson(json, error as Error);
      }
    });
  }
}

/** The text in a JSON string (`"hi"` with its quotes); other text unchanged. */
function readQuoted(text: string): string {
  if (!/^\s*".*"\s*$/s.test(text)) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
