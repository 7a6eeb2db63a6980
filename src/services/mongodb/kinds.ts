import { readOrdered, readSource, recordKind } from '../../core/definition/kinds/json.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import {
  type JsonSchema,
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../../core/definition/param.js';
import type { RowSource } from '../../core/rows/row-source.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** A document of a caller: an object, or a `Map` if the order of its fields matters. */
export type DocumentInput = JsonRecord | ReadonlyMap<string, unknown>;

function isDocument(value: unknown): value is DocumentInput {
  return value instanceof Map || Object.prototype.toString.call(value) === '[object Object]';
}

const DOCUMENT = "a document, such as {'name':'Ada','_id':{'$oid':'…'}}, or a .json file";

const documentKind: Kind<DocumentInput | string, DocumentInput> = {
  name: 'record',
  takes: DOCUMENT,
  schema: recordKind.schema,
  async parse(value, context) {
    const found = await readOrdered(value, context);
    if (isDocument(found)) return found;
    throw refuse(found, context, DOCUMENT);
  },
};

/** A param for a document, with Extended JSON in it. */
export function document<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(documentKind, summary, spec);
}

/** The fields of a document, in their order. */
export function fieldsOf(document: DocumentInput | undefined): [name: string, value: unknown][] {
  if (document === undefined) return [];
  return document instanceof Map ? [...document] : Object.entries(document);
}

/** A value for a result: names that look like numbers are in an object again. */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (!isDocument(value)) return value;
  return Object.fromEntries(fieldsOf(value).map(([name, item]) => [name, plainValue(item)]));
}

/** The word for all documents: an empty filter is what an unset variable leaves. */
export const ALL = 'all';

/** A filter that reads: empty for all documents. */
export const filterKind: Kind<DocumentInput | string, DocumentInput> = {
  ...documentKind,
  takes: `a filter, such as {'age':{'$gte':18}}, or "${ALL}" for all documents`,
  refusesEmpty: true,
  async parse(value, context) {
    if (isEmptyText(value)) throw emptyFilter(context);
    return isAll(value) ? {} : documentKind.parse(value, context);
  },
};

/** A filter of a change: all documents must be said in a word. */
export const changeFilterKind: Kind<DocumentInput | string, DocumentInput | typeof ALL> = {
  ...filterKind,
  schema: { type: ['object', 'string'] },
  async parse(value, context) {
    if (isAll(value)) return ALL;
    const found = await filterKind.parse(value, context);
    if (fieldsOf(found).length === 0) throw emptyFilter(context);
    return found;
  },
};

function isAll(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === ALL;
}

function isEmptyText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}

function emptyFilter(context: ParamContext) {
  return inputError(context, ' is empty', { hint: `Use "${ALL}" for all documents.` });
}

/** What kinds of lists accept. */
interface ListOf {
  takes: string;
  schema: JsonSchema;
  rows?: boolean;
  mayBeEmpty?: boolean;
  /** What text that is not JSON means. */
  fromText?(text: string): unknown;
  is(item: unknown): boolean;
  item: string;
}

function listKind<Item>(of: ListOf) {
  const { takes, schema, rows = false, mayBeEmpty = false, fromText, is, item } = of;
  const kind: Kind<Item | readonly Item[] | string, Item[]> = {
    name: 'list',
    takes,
    schema: { type: 'array', items: schema },
    async parse(value, context) {
      const found = await readOrdered(value, context, { rows, fromText });
      const items = checked<Item>(Array.isArray(found) ? found : [found], context, { is, item });
      if (items.length === 0 && !mayBeEmpty) throw inputError(context, ' is empty');
      return items;
    },
  };
  return kind;
}

/** The checked items of a list. */
function checked<Item>(
  items: readonly unknown[],
  context: ParamContext,
  { is, item }: Pick<ListOf, 'is' | 'item'>,
  first = 0,
): Item[] {
  items.forEach((one, at) => {
    if (!is(one)) throw refuse(one, partContext(context, `[${first + at}]`), item);
  });
  return items as Item[];
}

const documentsKind = listKind<DocumentInput>({
  takes: "documents: [{'name':'Ada'},{'name':'Alan'}], or a .json, .csv, .tsv or .jsonl file",
  schema: { type: 'object' },
  rows: true,
  is: isDocument,
  item: DOCUMENT,
});

type DocumentsInput =
  | DocumentInput
  | readonly DocumentInput[]
  | Iterable<DocumentInput>
  | AsyncIterable<DocumentInput>
  | string;

const documentSourceKind: Kind<DocumentsInput, RowSource<DocumentInput>> = {
  name: documentsKind.name,
  takes: documentsKind.takes,
  schema: documentsKind.schema,
  parse: (value, context) =>
    readSource<DocumentInput>(value, context, {
      ordered: true,
      check: (items, first) => checked(items, context, { is: isDocument, item: DOCUMENT }, first),
    }),
};

/** A param for documents that are read as they are needed: from a file of any size, or an iterable. */
export function documentSource<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(documentSourceKind, summary, spec);
}

/** A param for documents, which may also be the rows of a file. */
export function documents<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(documentsKind, summary, spec);
}

const NAME = "a name, or an object such as {'role':'read','db':'shop'}";

const namesKind = listKind<string | DocumentInput>({
  takes: "names, or names with their database: ['read',{'role':'readWrite','db':'shop'}]",
  schema: {},
  mayBeEmpty: true,
  fromText: (text) => text,
  is: (item) => typeof item === 'string' || isDocument(item),
  item: NAME,
});

/** A param for roles: names, or objects with their database. An empty list means none. */
export function roles<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(namesKind, summary, spec);
}

type NameInput = string | DocumentInput | readonly (string | DocumentInput)[];

const nameKind: Kind<NameInput, NameInput> = {
  name: 'any',
  takes: "a name, an object such as {'user':'ada','db':'shop'}, or a list of them",
  schema: {},
  async parse(value, context) {
    const found = await namesKind.parse(value, context);
    // One name is sent as it is: for the server, a list is something else.
    const [first] = found;
    return found.length === 1 && !isList(value) ? first! : found;
  },
};

function isList(value: unknown): boolean {
  return Array.isArray(value) || (typeof value === 'string' && /^\s*\[/.test(value));
}

/** A param for one name, or several. */
export function nameOrNames<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(nameKind, summary, spec);
}

const argumentKind: Kind<unknown, unknown> = {
  name: 'any',
  takes: "a name, a number, true, false, or JSON such as {'role':'read','db':'shop'}",
  schema: {},
  async parse(value, context) {
    const found = await readOrdered(value, context, { fromText: (text) => text });
    // On a command line, 1 is a number; in quotes, it is text.
    const isPlain = context.sources && typeof found === 'string' && found === value;
    return isPlain && /^(-?\d{1,15}|true|false)$/.test(found) ? JSON.parse(found) : found;
  },
};

/** A param for the argument of a command: the value of its first field. */
export function argument<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(argumentKind, summary, spec);
}

const LONG = /^\s*-?\d{1,19}\s*$/;

const cursorKind: Kind<number | bigint | string | JsonRecord, bigint> = {
  name: 'any',
  takes: "the ID of a cursor, as GetCursor returns it: a number, its text, or {'$numberLong':'…'}",
  schema: { type: ['number', 'string', 'object'] },
  parse(value, context) {
    const inner = isRecord(value) && '$numberLong' in value ? value.$numberLong : value;
    if (typeof inner === 'number' && !Number.isSafeInteger(inner)) {
      const hint = 'Pass its text: a JavaScript number does not have all of its digits.';
      throw inputError(context, ' has lost digits', { hint });
    }
    const text = String(inner);
    if (LONG.test(text)) {
      const id = BigInt(text.trim());
      if (BigInt.asIntN(64, id) === id) return id;
    }
    throw refuse(value, context, cursorKind.takes);
  },
};

/** A param for the ID of a cursor, which is an int64. */
export function cursorId<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(cursorKind, summary, spec);
}
