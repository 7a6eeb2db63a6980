import { existsHere } from '../../access/files.js';
import type { InputError } from '../../errors/errors.js';
import { shownUrl } from '../../http/url.js';
import { inOrder } from '../../json/in-order.js';
import { JsonNumber } from '../../json/number.js';
import { parseExact } from '../../json/parse.js';
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
import { readRows, rowFormat } from './rows.js';
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
    then(readJson(value, context), (found) => {
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
      then(readJson(value, context, of), (found) =>
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
  const { text, from } = mayNameFile(context) ? locate(value, context, typed) : { text: value };
  return then(text, (json) => {
    const format = typed.rows && from !== undefined ? rowFormat(json, from) : undefined;
    if (format) return readRows(format, { text: json, from: from!, context });
    return parseJson({ text: json, from, context, isPlain: Boolean(fromText) }, typed);
  });
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
function locate(value: string, context: ParamContext, { fromText, urls, rows }: Typed): Located {
  const { sources } = context;
  const trimmed = value.trim();
  if (/^[[{]/.test(trimmed) || readQuoted(trimmed) !== trimmed) return { text: value };
  // In a script, a URL in place of text is that text.
  const isText = urls || (!sources && fromText);
  if (!isText && /^https?:\/\/\S+$/i.test(trimmed) && URL.canParse(trimmed)) {
    const text = fetchText(trimmed, context);
    return { text, from: shownUrl(new URL(trimmed)) };
  }
  if (isJsonPath(trimmed, fromText) || (rows && ROW_PATH.test(trimmed))) {
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

/** `then` for what may or may not be a promise: a value costs no turn of the event loop. */
function then<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
