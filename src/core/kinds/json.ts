import { InputError } from '../errors.js';
import { fetchBytes } from '../http/fetch-bytes.js';
import { isRecord, type JsonRecord } from '../is-record.js';
import { type JsonSchema, type Kind, type ParamSpec, type Place, param } from '../param.js';
import { clip, refuse } from './text.js';
import { readTextFile, readTyped } from './typed.js';

/** A record param: an object, or JSON text for one. */
export function record<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(recordKind, summary, spec);
}

const recordKind: Kind<JsonRecord | string, JsonRecord> = {
  name: 'record',
  takes: `a JSON object, as "{'key':'value'}", a .json file or a URL`,
  schema: { type: 'object' },
  parse: (value, place) =>
    then(readJson(value, place), (found) => {
      if (isRecord(found)) return found;
      throw refuse(found, place, recordKind.takes);
    }),
};

export interface ListOf<In, Item> {
  /** JSON Schema of one item. */
  schema: JsonSchema;
  /** Throws away what is no item; the error names the item's place. */
  item(value: unknown, refuse: (takes: string) => InputError): Item;
  /** Makes an item of plain text (not JSON at all), where that has an obvious meaning. */
  fromText?(text: string): In;
}

/** A list param; a single value stands for a list of one. */
export function list<In, Item, const S extends ParamSpec>(
  of: ListOf<In, Item>,
  summary: string,
  spec: S = {} as S,
) {
  const takes = `a JSON list, as ${of.fromText ? 'text or ' : ''}"[${of.schema.type === 'object' ? "{'key':'value'}" : "'one','two'"}]", a .json file or a URL`;
  const kind: Kind<In | readonly In[] | string, Item[]> = {
    name: 'list',
    takes,
    schema: { type: 'array', items: of.schema },
    parse: (value, place) =>
      then(readJson(value, place, of.fromText), (found) =>
        (Array.isArray(found) ? found : [found]).map((item, index) =>
          of.item(item, (wanted) => refuse(item, at(place, index), wanted)),
        ),
      ),
  };
  return param(kind, summary, spec);
}

function at(place: Place, index: number): Place {
  return { ...place, name: `${place.name}[${index}]` };
}

/** Items that are texts. Numbers and flags from JSON are taken as their text. */
export const texts: ListOf<string, string> = {
  schema: { type: 'string' },
  fromText: (text) => text,
  item(value, refuseItem) {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw refuseItem('text');
  },
};

/** Items that are JSON objects. */
export const records: ListOf<JsonRecord, JsonRecord> = {
  schema: { type: 'object' },
  item(value, refuseItem) {
    if (isRecord(value)) return value;
    throw refuseItem('a JSON object');
  },
};

type FromText = ((text: string) => unknown) | undefined;

/** The value itself, or what its text says. Text that a person typed may also say where to look. */
function readJson(value: unknown, place: Place, fromText?: FromText): unknown {
  // A repeated option arrives as a list of texts: each is read by itself, lists are joined.
  if (Array.isArray(value) && place.sources) {
    const parts = value.map((part) => readJson(part, place, fromText));
    return Promise.all(parts).then((found) => found.flat());
  }
  if (typeof value !== 'string') return value;
  return then(place.sources ? locate(value, place) : value, (text) =>
    parseJson(text, place, fromText),
  );
}

/** The JSON text that a typed value names: a file, a URL, standard input, a variable, or itself. */
function locate(value: string, place: Place): string | Promise<string> {
  const trimmed = value.trim();
  if (/^[[{]/.test(trimmed)) return value;
  if (/^https?:\/\//i.test(trimmed)) {
    return fetchBytes(trimmed, place.call).then((bytes) => bytes.toString('utf8'));
  }
  if (/^(?!@)[^\n]*\.json5?$/i.test(trimmed)) return readTextFile(trimmed, place);
  return readTyped(value, place, place.sources!);
}

/** JSON as written by programs first; single quotes, bare keys and trailing commas second. */
function parseJson(text: string, place: Place, fromText: FromText): unknown {
  const looksLikeJson = /^\s*[[{]/.test(text);
  if (fromText && !looksLikeJson) return fromText(readQuoted(text));
  if (!looksLikeJson) throw notJson(text, place);
  try {
    return JSON.parse(text);
  } catch {
    return import('json5').then(({ default: json5 }) => {
      try {
        return json5.parse(text);
      } catch (error) {
        throw brokenJson(text, place, error as Error);
      }
    });
  }
}

/** A JSON string (`"hi"` with its quotes) is the text in it; other text is itself. */
function readQuoted(text: string): string {
  if (!/^\s*".*"\s*$/s.test(text)) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

function notJson(text: string, place: Place): InputError {
  return new InputError({
    method: place.call.method,
    option: place.name,
    message: place.call.redactor.text(
      `${place.name} takes JSON, and "${clip(text)}" is neither JSON nor a file`,
    ),
    hint: `Write it as ${place.name} "{'key':'value'}", or name a file: ${place.name} @data.json`,
  });
}

/** Says what is wrong with the text, and whether a shell did it. */
function brokenJson(text: string, place: Place, error: Error): InputError {
  const where = /at (\d+):(\d+)/.exec(error.message);
  const [line, column] = [Number(where?.[1] ?? 1), Number(where?.[2] ?? 1)];
  const around = text.split(/\r?\n/)[line - 1]?.slice(Math.max(0, column - 20), column + 20) ?? '';
  const stripped = !/["']/.test(text) && /[\p{L}_]/u.test(text);
  const apostrophe = /'[^']*\p{L}'\p{L}/u.test(text);
  const shape = text.trimStart().startsWith('[') ? "[{'role':'user'}]" : "{'key':'value'}";
  return new InputError({
    method: place.call.method,
    option: place.name,
    message: place.call.redactor.text(
      stripped
        ? `${place.name} lost its quotes on the way: ${clip(text)} arrived`
        : `${place.name} is not valid JSON at line ${line}, column ${column}, near: ${around}`,
    ),
    hint: stripped
      ? `A shell takes quotes away: bash those that are not inside others, cmd.exe and PowerShell double quotes inside an argument. Type ${place.name} "${shape}", or name a file: ${place.name} @data.json`
      : apostrophe
        ? `An apostrophe inside a '…' text is written \\' — or put the JSON into a file: ${place.name} @data.json`
        : `Single or double quotes both do: ${place.name} "${shape}"`,
    cause: error,
  });
}

/** `then` for what may or may not be a promise, so that values at hand cost no turn of the loop. */
function then<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
