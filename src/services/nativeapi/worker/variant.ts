import { shortestFloat } from '../../../core/util/float32.js';
import type { Address, Memory } from './memory.js';
import { MOST_BYTES, type Moment, Refused, type Value } from './protocol.js';

/** The types of values, by their numbers. */
const TYPES = [
  ...['EMPTY', 'NULL', 'I2', 'I4', 'R4', 'R8', 'DATE', 'TM', 'PSTR', 'INTERFACE', 'ERROR', 'BOOL'],
  ...['VARIANT', 'I1', 'UI1', 'UI2', 'UI4', 'I8', 'UI8', 'INT', 'UINT', 'HRESULT', 'PWSTR', 'BLOB'],
  'CLSID',
] as const;
type Type = (typeof TYPES)[number];

/** The largest member of a value is a C `struct tm`, which has two fields more outside of Windows. */
const UNION = process.platform === 'win32' ? 40 : 56;
/** The size of a `tVariant`: the union, the number of elements, the type. */
export const VARIANT = UNION + 8;

/** Day 0 of a DATE. */
const FIRST_DAY = Date.UTC(1899, 11, 30);

/** Writes a value into an empty variant. */
export function write(memory: Memory, at: Address, value: Value): void {
  const view = memory.view(at, VARIANT);
  const type = put(memory, view, value);
  view.writeUInt16LE(TYPES.indexOf(type), UNION + 4);
}

function put(memory: Memory, view: Buffer, value: Value): Type {
  if (value === null) return 'EMPTY';
  if (typeof value === 'boolean') {
    view.writeUInt8(value ? 1 : 0);
    return 'BOOL';
  }
  if (typeof value === 'number') return putNumber(view, value);
  if (typeof value === 'bigint') {
    const isSigned = value < 2n ** 63n;
    if (isSigned) view.writeBigInt64LE(value);
    else view.writeBigUInt64LE(value);
    return isSigned ? 'I8' : 'UI8';
  }
  if (typeof value === 'string') {
    putAddress(memory, view, memory.text(value), value.length);
    return 'PWSTR';
  }
  if (value instanceof Uint8Array) {
    const bytes = memory.allocate(value.length);
    memory.view(bytes, value.length).set(value);
    putAddress(memory, view, bytes, value.length);
    return 'BLOB';
  }
  putMoment(view, value);
  return 'TM';
}

/** As 1C does it: most components know only these two types of numbers. */
function putNumber(view: Buffer, value: number): Type {
  const isInteger = Number.isInteger(value) && Math.abs(value) < 2 ** 31 && !Object.is(value, -0);
  if (isInteger) view.writeInt32LE(value);
  else view.writeDoubleLE(value);
  return isInteger ? 'I4' : 'R8';
}

function putAddress({ pointerSize }: Memory, view: Buffer, address: Address, length: number): void {
  view.writeBigUInt64LE(address);
  view.writeUInt32LE(length, pointerSize);
}

/** Reads a value of a component. */
export function read(memory: Memory, at: Address): Value {
  const view = memory.view(at, VARIANT);
  const number = view.readUInt16LE(UNION + 4);
  const type = TYPES[number];
  switch (type) {
    case 'EMPTY':
    case 'NULL':
      return null;
    case 'BOOL':
      return view.readUInt8() !== 0;
    case 'I1':
      return view.readInt8();
    case 'UI1':
      return view.readUInt8();
    case 'I2':
      return view.readInt16LE();
    case 'UI2':
      return view.readUInt16LE();
    case 'I4':
    case 'INT':
    case 'ERROR':
    case 'HRESULT':
      return view.readInt32LE();
    case 'UI4':
    case 'UINT':
      return view.readUInt32LE();
    case 'I8':
      return view.readBigInt64LE();
    case 'UI8':
      return view.readBigUInt64LE();
    case 'R4':
      return shortestFloat(view.readFloatLE());
    case 'R8':
      return view.readDoubleLE();
    case 'DATE':
      return dateOf(view.readDoubleLE());
    case 'TM':
      return momentOf(view);
    case 'PWSTR':
      return bytesOf(memory, view, 2).toString('utf16le');
    case 'PSTR':
      return textOf(bytesOf(memory, view, 1));
    case 'BLOB':
      return bytesOf(memory, view, 1);
    case 'CLSID':
      return uuidOf(view);
    default: {
      const name = type ? `VTYPE_${type}` : `type ${number}`;
      const message = `the component returned a value of ${name}, which cannot be represented`;
      throw new Refused({ reason: 'NATIVE_VALUE', message });
    }
  }
}

/** Frees what a variant points to. */
export function release(memory: Memory, at: Address): void {
  const view = memory.view(at, VARIANT);
  const type = TYPES[view.readUInt16LE(UNION + 4)];
  if (type === 'PWSTR' || type === 'PSTR' || type === 'BLOB') memory.free(memory.pointer(at));
}

/** A copy of the text or bytes, whose length is in units of `size` bytes. */
function bytesOf(memory: Memory, view: Buffer, size: number): Buffer {
  const address = view.readBigUInt64LE();
  const length = view.readUInt32LE(memory.pointerSize) * size;
  if (!address || !length) return Buffer.alloc(0);
  const allocated = memory.sizeOf(address);
  if (length > (allocated ?? MOST_BYTES)) {
    const limit = allocated === undefined ? 'the maximum is' : 'it allocated only';
    const message = `the component returned a value of ${length} bytes; ${limit} ${allocated ?? MOST_BYTES}`;
    throw new Refused({ reason: 'NATIVE_VALUE', message });
  }
  return Buffer.from(memory.view(address, length));
}

/** Text in UTF-8; other bytes as they are. */
function textOf(bytes: Buffer): string | Buffer {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : bytes;
}

function putMoment(view: Buffer, { moment }: Moment): void {
  const date = new Date(`${moment}Z`);
  const year = date.getUTCFullYear();
  const fields = [
    ...[date.getUTCSeconds(), date.getUTCMinutes(), date.getUTCHours(), date.getUTCDate()],
    ...[date.getUTCMonth(), year - 1900, date.getUTCDay()],
    Math.round((Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(year, 0)) / 864e5),
  ];
  for (const [index, field] of fields.entries()) view.writeInt32LE(field, index * 4);
}

function momentOf(view: Buffer): string {
  const [second, minute, hour, day, month, year] = [0, 4, 8, 12, 16, 20].map((at) =>
    view.readInt32LE(at),
  ) as [number, number, number, number, number, number];
  return isoText(Date.UTC(year + 1900, month, day, hour, minute, second));
}

function dateOf(days: number): string {
  return isoText(FIRST_DAY + Math.round(days * 864e5));
}

function isoText(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) {
    const message = 'the component returned a date that does not exist';
    throw new Refused({ reason: 'NATIVE_VALUE', message });
  }
  return date.toISOString().replace('Z', '').replace('.000', '');
}

function uuidOf(view: Buffer): string {
  const hex = (from: number, to: number) => view.toString('hex', from, to);
  const first = view.readUInt32LE(0).toString(16).padStart(8, '0');
  const second = view.readUInt16LE(4).toString(16).padStart(4, '0');
  const third = view.readUInt16LE(6).toString(16).padStart(4, '0');
  return `${first}-${second}-${third}-${hex(8, 10)}-${hex(10, 16)}`;
}
