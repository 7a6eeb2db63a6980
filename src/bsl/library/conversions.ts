import { type GlobalFunction, variadic } from '../run/machine.js';
import { BslArray } from '../values/array.js';
import { BinaryData } from '../values/binary.js';
import { BslDate, EMPTY_DATE } from '../values/date.js';
import { EnumValue } from '../values/enumeration.js';
import {
  AllowedLength,
  AllowedSign,
  DateFractions,
  StringEncodingMethod,
} from '../values/enumerations.js';
import { badArgument, badValue, raise } from '../values/errors.js';
import { digits, integer, isNumber } from '../values/numbers.js';
import { BslObject } from '../values/object.js';
import { toBoolean, toNumber } from '../values/operators.js';
import { toText, typeOf } from '../values/text.js';
import { findType, TYPES, typeNamed } from '../values/types.js';
import { Uuid } from '../values/uuid.js';
import { decode, encode, encodingOf } from './encodings.js';

export function isFilled(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return value.trim() !== '';
  if (isNumber(value)) return value !== 0;
  if (value instanceof BslDate) return value.time !== EMPTY_DATE.time;
  if (value instanceof BslObject) return value.isFilled;
  return true;
}

/** `Date("20240131")`, `Date(2024, 1, 31)`. */
function date(...parts: unknown[]): BslDate {
  if (parts.length > 1)
    return BslDate.of(
      ...(parts.map((part, index) => integer(part, index + 1)) as [number, number, number]),
    );
  const [value] = parts;
  if (value instanceof BslDate) return value;
  const text = typeof value === 'string' ? value.replace(/\D/g, '') : '';
  if (typeof value === 'string' && [8, 12, 14].includes(text.length)) return BslDate.ofDigits(text);
  return raise({
    ru: 'Преобразование к типу «Дата» не поддерживается',
    en: 'The value is not a Date',
  });
}

/** The text of a value in XML. */
function xmlString(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  if (isNumber(value)) return digits(value);
  if (value instanceof BslDate) return value.iso;
  if (value instanceof BinaryData) return value.bytes.toString('base64');
  const isText = value === undefined || value === null || typeof value === 'string';
  if (isText || value instanceof Uuid) return toText(value);
  if (value instanceof EnumValue && XML_ENUMERATIONS.includes(value.$type)) return value.en;
  return badArgument(1);
}

/** The enumerations whose values XML can have. */
const XML_ENUMERATIONS = [AllowedSign, AllowedLength, DateFractions].map(
  ({ values }) => values[0]!.$type,
);

function xmlValue(type: unknown, text: unknown): unknown {
  const value = toText(text).trim();
  if (type === TYPES.string) return toText(text);
  if (type === TYPES.number) return toNumber(value);
  if (type === TYPES.boolean)
    return toBoolean(value === '1' ? 'true' : value === '0' ? 'false' : value);
  if (type === TYPES.date) return date(value.slice(0, 19));
  if (type === findType('UUID')) return Uuid.parse(value);
  if (type === findType('BinaryData')) return new BinaryData(Buffer.from(value, 'base64'));
  if (type === TYPES.undefined) return undefined;
  if (type === TYPES.null) return value === '' ? null : badValue(2);
  const all = [AllowedSign, AllowedLength, DateFractions].find(
    ({ values }) => values[0]!.$type === type,
  );
  return all ? (all.value(value) ?? badValue(2)) : badArgument(1);
}

/** Only what may not be in a part of an address is encoded; of a whole address less. */
function encodeText(text: unknown, method: unknown): string {
  const whole = method === StringEncodingMethod.value('URLInURLEncoding');
  return whole
    ? encodeURI(toText(text))
    : encodeURIComponent(toText(text)).replace(/[!'()*]/g, hex);
}

function hex(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

function bytesOf(value: unknown): Buffer {
  return value instanceof BinaryData ? value.bytes : badArgument(1);
}

export const conversionFunctions: Readonly<Record<string, GlobalFunction>> = {
  'Булево Boolean': (value: unknown) => toBoolean(value),
  'Число Number': (value: unknown) => toNumber(value),
  'Строка String': (value: unknown) => toText(value),
  'Дата Date': variadic(date),
  'Тип Type': (name: unknown) => typeNamed(toText(name)),
  'ТипЗнч TypeOf': (value: unknown) => typeOf(value),
  'ЗначениеЗаполнено ValueIsFilled': (value: unknown) => isFilled(value),
  'XMLСтрока XMLString': (value: unknown) => xmlString(value),
  'XMLЗначение XMLValue': (type: unknown, text: unknown) => xmlValue(type, text),
  'Base64Строка Base64String': (data: unknown) => bytesOf(data).toString('base64'),
  'Base64Значение Base64Value': (text: unknown) =>
    new BinaryData(Buffer.from(toText(text), 'base64')),
  'КодироватьСтроку EncodeString': (text: unknown, method: unknown, _encoding?: unknown) =>
    encodeText(text, method),
  'РаскодироватьСтроку DecodeString': (text: unknown, _method: unknown, _encoding?: unknown) =>
    decodeURIComponent(toText(text)),
  'ПолучитьДвоичныеДанныеИзСтроки GetBinaryDataFromString': (
    text: unknown,
    encoding?: unknown,
    bom?: unknown,
  ) => new BinaryData(encode(toText(text), encodingOf(encoding), bom === true)),
  'ПолучитьСтрокуИзДвоичныхДанных GetStringFromBinaryData': (data: unknown, encoding?: unknown) =>
    decode(bytesOf(data), encodingOf(encoding)),
  'ПолучитьДвоичныеДанныеИзBase64Строки GetBinaryDataFromBase64String': (text: unknown) =>
    new BinaryData(Buffer.from(toText(text), 'base64')),
  'ПолучитьBase64СтрокуИзДвоичныхДанных GetBase64StringFromBinaryData': (data: unknown) =>
    bytesOf(data).toString('base64'),
  'ПолучитьДвоичныеДанныеИзBase64ДвоичныхДанных GetBinaryDataFromBase64BinaryData': (
    data: unknown,
  ) => new BinaryData(Buffer.from(bytesOf(data).toString('latin1'), 'base64')),
  'ПолучитьBase64ДвоичныеДанныеИзДвоичныхДанных GetBase64BinaryDataFromBinaryData': (
    data: unknown,
  ) => new BinaryData(Buffer.from(bytesOf(data).toString('base64'), 'latin1')),
  'ПолучитьHexСтрокуИзДвоичныхДанных GetHexStringFromBinaryData': (data: unknown) =>
    bytesOf(data).toString('hex').toUpperCase(),
  'ПолучитьДвоичныеДанныеИзHexСтроки GetBinaryDataFromHexString': (text: unknown) =>
    new BinaryData(Buffer.from(toText(text).replace(/\s/g, ''), 'hex')),
  'ПолучитьHexДвоичныеДанныеИзДвоичныхДанных GetHexBinaryDataFromBinaryData': (data: unknown) =>
    new BinaryData(Buffer.from(bytesOf(data).toString('hex').toUpperCase(), 'latin1')),
  'ПолучитьДвоичныеДанныеИзHexДвоичныхДанных GetBinaryDataFromHexBinaryData': (data: unknown) =>
    new BinaryData(Buffer.from(bytesOf(data).toString('latin1'), 'hex')),
  'РазделитьДвоичныеДанные SplitBinaryData': (data: unknown, size: unknown) => {
    const bytes = bytesOf(data);
    const step = integer(size, 2);
    const parts: BinaryData[] = [];
    for (let at = 0; at < bytes.length; at += step)
      parts.push(new BinaryData(bytes.subarray(at, at + step)));
    return new BslArray(parts);
  },
  'СоединитьДвоичныеДанные ConcatBinaryData': (parts: unknown) =>
    parts instanceof BslArray
      ? new BinaryData(Buffer.concat(parts.items.map(bytesOf)))
      : badArgument(1),
};
