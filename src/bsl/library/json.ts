import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Decimal } from 'decimal.js-light';
import type { GlobalFunction } from '../run/machine.js';
import { callMethod } from '../run/script-object.js';
import { BslArray } from '../values/array.js';
import { BinaryData } from '../values/binary.js';
import { BslDate } from '../values/date.js';
import { JsonValueType } from '../values/enumerations.js';
import { raise } from '../values/errors.js';
import { BslMap } from '../values/map.js';
import { digits } from '../values/numbers.js';
import { BslObject, define } from '../values/object.js';
import { Structure } from '../values/structure.js';
import { toText } from '../values/text.js';
import { Uuid } from '../values/uuid.js';
import { decode, encode, encodingOf } from './encodings.js';
import { type JsonPart, JsonText } from './json-text.js';
import type { ByteStream } from './streams.js';

export class JsonReader extends BslObject {
  #text: JsonText | undefined;
  current: JsonPart | undefined;

  setText(text: string): void {
    this.#text = new JsonText(text);
    this.current = undefined;
  }

  close(): void {
    this.#text = undefined;
    this.current = undefined;
  }

  read(): boolean {
    if (!this.#text)
      return raise({ ru: 'Источник данных не определен', en: 'JSONReader has no text to read' });
    this.current = this.#text.next();
    return this.current !== undefined;
  }

  get value(): unknown {
    const { current } = this;
    return current && 'value' in current ? current.value : undefined;
  }
}

define(JsonReader, {
  type: 'ЧтениеJSON JSONReader',
  create: () => new JsonReader(),
  properties: {
    'ТекущееЗначение CurrentValue': {
      get(this: JsonReader) {
        return this.value;
      },
    },
    'ТипТекущегоЗначения CurrentValueType': {
      get(this: JsonReader) {
        return JsonValueType.value(this.current?.kind ?? 'None');
      },
    },
  },
  methods: {
    'УстановитьСтроку SetString'(this: JsonReader, text: unknown) {
      this.setText(toText(text));
    },
    'ОткрытьФайл OpenFile'(this: JsonReader, path: unknown, encoding?: unknown) {
      const file = toText(path);
      if (!existsSync(file)) raise({ ru: `Файл не найден: ${file}`, en: `No such file: ${file}` });
      this.setText(decode(readFileSync(file), encodingOf(encoding)));
    },
    'ОткрытьПоток OpenStream'(this: JsonReader, stream: ByteStream, encoding?: unknown) {
      this.setText(decode(stream.rest(), encodingOf(encoding)));
    },
    'Прочитать Read'(this: JsonReader) {
      return this.read();
    },
    'Пропустить Skip'(this: JsonReader) {
      let depth = 0;
      do {
        if (!this.read()) return false;
        if (this.current!.kind.endsWith('Start')) depth++;
        else if (this.current!.kind.endsWith('End')) depth--;
      } while (depth > 0);
      return true;
    },
    'Закрыть Close'(this: JsonReader) {
      this.close();
    },
  },
});

/** A value from a text in JSON: objects become maps, or structures. */
export function fromJson(text: string, asMap: boolean): unknown {
  const reader = new JsonReader();
  reader.setText(text);
  return readJson(reader, asMap, new Set());
}

/** `ReadJSON`: objects become structures, or maps. */
function readJson(reader: unknown, asMap: boolean, dates: ReadonlySet<string>): unknown {
  if (!(reader instanceof JsonReader))
    return raise({ ru: 'Нужен объект ЧтениеJSON', en: 'ReadJSON needs a JSONReader' });
  if (reader.current?.kind !== 'ObjectStart' && reader.current?.kind !== 'ArrayStart')
    if (!reader.read()) return undefined;
  return readValue(reader, asMap, dates, '');
}

function readValue(
  reader: JsonReader,
  asMap: boolean,
  dates: ReadonlySet<string>,
  name: string,
): unknown {
  const { kind } =
    reader.current ?? raise({ ru: 'Неожиданный конец JSON', en: 'The JSON text ends too early' });
  if (kind === 'ArrayStart') {
    const items: unknown[] = [];
    while (reader.read() && reader.current!.kind !== 'ArrayEnd')
      items.push(readValue(reader, asMap, dates, name));
    return new BslArray(items);
  }
  if (kind === 'ObjectStart') {
    const object = asMap ? new BslMap() : new Structure();
    while (reader.read() && reader.current!.kind !== 'ObjectEnd') {
      const key = reader.value as string;
      reader.read();
      object.insert(key, readValue(reader, asMap, dates, key));
    }
    return object;
  }
  if (kind === 'Null') return undefined;
  const { value } = reader;
  if (typeof value === 'string' && dates.has(name)) return dateOf(value);
  return value;
}

function dateOf(text: string): BslDate {
  const found = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?/.exec(text)?.[0];
  if (!found) return raise({ ru: `Неверная дата: ${text}`, en: `"${text}" is not a date` });
  if (/(?:Z|[+-]\d\d:?\d\d)$/.test(text.slice(10))) return BslDate.local(new Date(text));
  return BslDate.ofDigits(found.replace(/\D/g, '').padEnd(14, '0'));
}

/** How JSON is written: `New JSONWriterSettings(…)`. */
class JsonWriterSettings extends BslObject {
  readonly newLine: string;
  readonly indent: string;

  constructor(newLine: string, indent: string) {
    super();
    this.newLine = newLine;
    this.indent = indent;
  }
}

define(JsonWriterSettings, {
  type: 'ПараметрыЗаписиJSON JSONWriterSettings',
  create: (lineBreak?: unknown, indent?: unknown) =>
    new JsonWriterSettings(
      /^(?:нет|none)$/i.test(toText(lineBreak)) ? '' : '\n',
      indent === undefined ? '' : toText(indent),
    ),
});

const STANDARD = new JsonWriterSettings('\n', '    ');

export class JsonWriter extends BslObject {
  #parts: string[] | undefined;
  #file: { path: string; encoding: unknown } | undefined;
  #stream: ByteStream | undefined;
  #settings: JsonWriterSettings = STANDARD;
  readonly #open: { end: string; isEmpty: boolean }[] = [];
  #afterName = false;

  start(settings: unknown, file?: { path: string; encoding: unknown }, stream?: ByteStream): void {
    this.#parts = [];
    this.#file = file;
    this.#stream = stream;
    this.#open.length = 0;
    this.#settings = settings instanceof JsonWriterSettings ? settings : STANDARD;
  }

  begin(start: string, end: string): void {
    this.#separate();
    this.#parts!.push(start);
    this.#open.push({ end, isEmpty: true });
  }

  end(): void {
    const open = this.#open.pop();
    if (!open)
      raise({ ru: 'Нет начала объекта или массива', en: 'There is no object or array to end' });
    if (!open!.isEmpty) this.#line();
    this.#parts!.push(open!.end);
  }

  name(name: string): void {
    this.#separate();
    this.#parts!.push(
      `${JSON.stringify(name)}:${this.#settings.newLine && this.#settings.indent ? ' ' : ''}`,
    );
    this.#afterName = true;
  }

  text(text: string): void {
    this.#separate();
    this.#parts!.push(text);
  }

  close(): string {
    const text = (this.#parts ?? []).join('');
    this.#parts = undefined;
    if (this.#stream) this.#stream.write(Buffer.from(text));
    if (!this.#file) return text;
    const encoding = encodingOf(this.#file.encoding);
    writeFileSync(this.#file.path, encode(text, encoding, encoding.mark));
    return '';
  }

  #separate(): void {
    if (!this.#parts)
      raise({ ru: 'Приемник данных не определен', en: 'JSONWriter has nothing to write to' });
    if (this.#afterName) {
      this.#afterName = false;
      return;
    }
    const open = this.#open.at(-1);
    if (!open) return;
    if (!open.isEmpty) this.#parts!.push(',');
    open.isEmpty = false;
    this.#line();
  }

  #line(): void {
    const { newLine, indent } = this.#settings;
    if (newLine) this.#parts!.push(newLine + indent.repeat(this.#open.length));
  }
}

define(JsonWriter, {
  type: 'ЗаписьJSON JSONWriter',
  create: () => new JsonWriter(),
  methods: {
    'УстановитьСтроку SetString'(this: JsonWriter, settings?: unknown) {
      this.start(settings);
    },
    'ОткрытьФайл OpenFile'(
      this: JsonWriter,
      path: unknown,
      encoding?: unknown,
      _bom?: unknown,
      settings?: unknown,
    ) {
      this.start(settings, { path: toText(path), encoding });
    },
    'ОткрытьПоток OpenStream'(
      this: JsonWriter,
      stream: ByteStream,
      _encoding?: unknown,
      _bom?: unknown,
      settings?: unknown,
    ) {
      this.start(settings, undefined, stream);
    },
    'ЗаписатьНачалоОбъекта WriteStartObject'(this: JsonWriter) {
      this.begin('{', '}');
    },
    'ЗаписатьКонецОбъекта WriteEndObject'(this: JsonWriter) {
      this.end();
    },
    'ЗаписатьНачалоМассива WriteStartArray'(this: JsonWriter) {
      this.begin('[', ']');
    },
    'ЗаписатьКонецМассива WriteEndArray'(this: JsonWriter) {
      this.end();
    },
    'ЗаписатьИмяСвойства WritePropertyName'(this: JsonWriter, name: unknown) {
      this.name(toText(name));
    },
    'ЗаписатьЗначение WriteValue'(this: JsonWriter, value: unknown) {
      this.text(scalar(value) ?? raise(NOT_JSON));
    },
    'ЗаписатьБезОбработки WriteRaw'(this: JsonWriter, text: unknown) {
      this.text(toText(text));
    },
    'Закрыть Close'(this: JsonWriter) {
      return this.close();
    },
  },
});

const NOT_JSON = {
  ru: 'Значение нельзя записать в JSON',
  en: 'The value cannot be written as JSON',
};

function scalar(value: unknown): string | undefined {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || value instanceof Decimal) return digits(value);
  if (value instanceof BslDate) return JSON.stringify(value.iso);
  if (value instanceof Uuid) return JSON.stringify(value.id);
  if (value instanceof BinaryData) return JSON.stringify(value.bytes.toString('base64'));
  return undefined;
}

type Convert = (name: string, value: unknown) => unknown;

function writeJson(
  writer: JsonWriter,
  value: unknown,
  convert: Convert | undefined,
  name = '',
  depth = 0,
): void {
  if (depth > 500)
    raise({ ru: 'Слишком глубокая вложенность', en: 'The value is nested too deeply' });
  const text = scalar(value);
  if (text !== undefined) {
    writer.text(text);
  } else if (value instanceof BslArray) {
    writer.begin('[', ']');
    for (const item of value.items) writeJson(writer, item, convert, name, depth + 1);
    writer.end();
  } else if (value instanceof Structure || value instanceof BslMap) {
    writer.begin('{', '}');
    for (const entry of value.entries.values()) {
      const key = toText('name' in entry ? entry.name : entry.key);
      writer.name(key);
      writeJson(writer, entry.value, convert, key, depth + 1);
    }
    writer.end();
  } else {
    if (!convert) raise(NOT_JSON);
    writeJson(writer, convert(name, value), undefined, name, depth + 1);
  }
}

function namesIn(list: unknown): Set<string> {
  if (list instanceof BslArray) return new Set(list.items.map(toText));
  const text = toText(list).trim();
  return new Set(text === '' ? [] : text.split(',').map((name) => name.trim()));
}

export const jsonFunctions: Readonly<Record<string, GlobalFunction>> = {
  'ПрочитатьJSON ReadJSON': (
    reader: unknown,
    asMap?: unknown,
    dates?: unknown,
    _format?: unknown,
    _name?: unknown,
    _module?: unknown,
    _params?: unknown,
    _of?: unknown,
    _depth?: unknown,
  ) => readJson(reader, asMap === true, namesIn(dates)),
  'ЗаписатьJSON WriteJSON': (
    writer: unknown,
    value: unknown,
    _settings?: unknown,
    name?: unknown,
    module?: unknown,
    params?: unknown,
  ) => {
    const convert: Convert | undefined =
      module instanceof BslObject && name !== undefined
        ? (property, one) => callMethod(module, toText(name), [property, one, params, false])
        : undefined;
    writeJson(writer as JsonWriter, value, convert);
  },
  'ПрочитатьДатуJSON ReadJSONDate': (text: unknown, _format?: unknown) => dateOf(toText(text)),
  'ЗаписатьДатуJSON WriteJSONDate': (date: BslDate, _format?: unknown, _variant?: unknown) =>
    date.iso,
};

/** The text of a value, with indents. */
export function toJson(value: unknown): string {
  const writer = new JsonWriter();
  writer.start(undefined);
  writeJson(writer, value, undefined);
  return writer.close();
}
