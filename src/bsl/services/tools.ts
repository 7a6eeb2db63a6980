import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '../../core/util/is-record.js';
import { isFilled } from '../library/conversions.js';
import type { Host } from '../library/host.js';
import { fromJson, toJson } from '../library/json.js';
import { Reference } from '../run/references.js';
import { BslArray } from '../values/array.js';
import { BinaryData } from '../values/binary.js';
import { BslDate } from '../values/date.js';
import { ScriptError } from '../values/errors.js';
import { BslMap } from '../values/map.js';
import { digits, integer, isNumber } from '../values/numbers.js';
import { BslObject, define } from '../values/object.js';
import { toBoolean, toNumber } from '../values/operators.js';
import { Structure } from '../values/structure.js';
import { toText } from '../values/text.js';
import { type Ask, answerOf } from './modules.js';
import { fromPlain, toPlain } from './values.js';

/** `OPI_Tools`: what examples of the reference use beside the services. */
class Tools extends BslObject {
  readonly host: Host;

  constructor(host: Host) {
    super();
    this.host = host;
  }
}

define(Tools, {
  type: 'OPI_Инструменты OPI_Tools',
  methods: {
    'JSONСтрокой JSONСтрока JSONString'(this: Tools, value: unknown) {
      return toJson(value);
    },
    'JSONВСтруктуру JSONToStructure'(this: Tools, text: unknown, asMap: unknown = true) {
      const value = text instanceof BinaryData ? text.bytes.toString() : toText(text);
      return fromJson(value, asMap !== false);
    },
    'ЧислоВСтроку NumberToString'(this: Tools, value: unknown) {
      return isNumber(value) ? digits(value) : toText(value);
    },
    'ПолучитьТекущуюДату GetCurrentDate'(this: Tools) {
      return BslDate.local(new Date());
    },
    'Пауза Pause'(this: Tools, seconds: unknown) {
      this.host.sleep(integer(seconds, 1) * 1000);
    },
    'ЭтоWindows IsWindows'(this: Tools) {
      return process.platform === 'win32';
    },
    'ДобавитьПоле AddField'(
      this: Tools,
      name: unknown,
      value: unknown,
      _type: unknown,
      fields: unknown,
    ) {
      // Services convert values themselves, so the type is not needed.
      if (isFilled(value) && (fields instanceof Structure || fields instanceof BslMap))
        fields.insert(toText(name), value);
    },
    'ДатаRFC3339 DateRFC3339'(this: Tools, date: unknown, zone: unknown = '') {
      // Without the fraction and the zone that the platform's text of a date does not have.
      const text = date instanceof BslDate ? date.iso : toText(date);
      return (/^[^T]*T\d\d:\d\d:\d\d/.exec(text)?.[0] ?? text) + toText(zone);
    },
    'ЭтоКоллекция ThisIsCollection'(this: Tools, value: unknown, withoutArrays: unknown = false) {
      if (value instanceof BslArray) return withoutArrays !== true;
      return value instanceof Structure || value instanceof BslMap;
    },
    'ЭтоOneScript IsOneScript'(this: Tools) {
      return true;
    },
    'УдалитьФайлВПопытке RemoveFileWithTry'(this: Tools, path: unknown, message: unknown) {
      try {
        rmSync(toText(path), { recursive: true, force: true });
      } catch {
        this.host.write(`${message === undefined ? 'Failed to delete file' : toText(message)}\n`);
      }
    },
  },
});

/** A method that converts its argument in its place: a variable of the caller. */
function inPlace(convert: (value: unknown) => unknown) {
  const method = (value: unknown) => {
    if (value instanceof Reference) value.v = convert(value.v);
  };
  return Object.assign(method, { references: new Set([0]) });
}

/** `OPI_TypeConversion`. */
class TypeConversion extends BslObject {
  readonly host: Host;

  constructor(host: Host) {
    super();
    this.host = host;
  }
}

define(TypeConversion, {
  type: 'OPI_ПреобразованиеТипов OPI_TypeConversion',
  methods: {
    'ПолучитьСтроку GetLine': inPlace((value) =>
      isNumber(value) ? digits(value) : value instanceof BslObject ? toJson(value) : toText(value),
    ),
    'ПолучитьЧисло GetNumber': inPlace((value) => toNumber(value)),
    'ПолучитьБулево GetBoolean': inPlace((value) => toBoolean(value)),
    'ПолучитьМассив GetArray': inPlace((value) =>
      value instanceof BslArray ? value : new BslArray([value]),
    ),
    'ПолучитьДвоичныеДанные GetBinaryData': Object.assign(
      function (this: TypeConversion, value: unknown) {
        if (value instanceof Reference) value.v = bytesFrom(value.v, this.host.ask);
      },
      { references: new Set([0]) },
    ),
  },
});

/** Bytes as the reference accepts them: a file, an address, Base64, or text as it is. */
function bytesFrom(value: unknown, ask: Ask): unknown {
  if (value instanceof BinaryData || value === undefined) return value;
  const text = value instanceof BslObject ? toJson(value) : toText(value);
  if (/^https?:\/\//i.test(text)) return new BinaryData(download(text, ask));
  if (statSync(text, { throwIfNoEntry: false })?.isFile())
    return new BinaryData(readFileSync(text));
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  return new BinaryData(Buffer.from(text, isBase64 ? 'base64' : 'utf8'));
}

/** Saves what the address sends to a temporary file first: a response in JSON would not be bytes. */
function download(url: string, ask: Ask): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'oint-'));
  try {
    const file = join(folder, 'download');
    const answer = ask({ service: 'http', method: 'SendRequest', args: saving(url, file) });
    if (!answer.ok) throw new ScriptError(answer.message);
    if (existsSync(file)) return readFileSync(file);
    const { error } = isRecord(answer.value) ? answer.value : {};
    throw new ScriptError(`${url}: ${typeof error === 'string' ? error : 'the download failed'}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The arguments of `SendRequest` in their order: `file` is the sixteenth. */
function saving(url: string, file: string): unknown[] {
  return ['GET', url, ...Array.from({ length: 13 }, () => undefined), file];
}

/** `OPI_AddIns`: settings of connections, which are the same for all services that have them. */
class AddIns extends BslObject {
  readonly ask: Ask;

  constructor(ask: Ask) {
    super();
    this.ask = ask;
  }

  settings(method: string, args: readonly unknown[]): unknown {
    const plain = args.map((arg) => toPlain(arg));
    return fromPlain(answerOf(this.ask, { service: 'tcp', method, args: plain }), true);
  }
}

define(AddIns, {
  type: 'OPI_Компоненты OPI_AddIns',
  methods: {
    'ПолучитьНастройкиTls GetTlsSettings'(this: AddIns, ...args: unknown[]) {
      return this.settings('GetTlsSettings', args);
    },
    'ПолучитьНастройкиПрокси GetProxySettings'(this: AddIns, ...args: unknown[]) {
      return this.settings('GetProxySettings', args);
    },
    'ПолучитьНастройкиЛогирования GetLoggingSettings'(this: AddIns, ...args: unknown[]) {
      return this.settings('GetLoggingSettings', args);
    },
  },
});

/** The names of methods that change their arguments. */
export const CHANGING_TOOLS = [
  ...['получитьстроку', 'getline', 'получитьчисло', 'getnumber', 'получитьбулево', 'getboolean'],
  ...['получитьмассив', 'getarray', 'получитьдвоичныеданные', 'getbinarydata'],
] as const;

export function toolModules(host: Host): Readonly<Record<string, () => unknown>> {
  const tools = new Tools(host);
  const conversion = new TypeConversion(host);
  const addIns = new AddIns(host.ask);
  return {
    'OPI_Инструменты OPI_Tools': () => tools,
    'OPI_ПреобразованиеТипов OPI_TypeConversion': () => conversion,
    'OPI_Компоненты OPI_AddIns': () => addIns,
  };
}
