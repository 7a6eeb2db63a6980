import type { SqlType } from './columns.js';
import { timeBytes } from './time-bytes.js';

/** A value as SQLite stores it. */
export type Stored = bigint | number | string | Buffer | null;

/** A row of values, each in the form of its column. */
export function row(types: readonly SqlType[], values: readonly Stored[]): Buffer {
  return Buffer.concat([
    Buffer.from([0xd1]),
    ...values.map((value, at) => field(types[at]!, value)),
  ]);
}

/** The same, with a bit for each NULL. */
export function compactRow(types: readonly SqlType[], values: readonly Stored[]): Buffer {
  const nulls = Buffer.alloc((types.length + 7) >> 3);
  const parts = values.flatMap((value, at) => {
    if (value !== null) return [field(types[at]!, value)];
    nulls[at >> 3]! |= 1 << (at & 7);
    return [];
  });
  return Buffer.concat([Buffer.from([0xd2]), nulls, ...parts]);
}

const INTEGERS: Readonly<Record<string, number>> = {
  ...{ tinyint: 1, smallint: 2, int: 4, integer: 4, bigint: 8, bit: 1 },
};

function field(type: SqlType, value: Stored): Buffer {
  if (isLong(type)) return inParts(value === null ? null : bytesOf(type, value));
  const isShort = /^n?(var)?char$|binary$|^text$/.test(type.name);
  if (value === null) return isShort ? Buffer.from([0xff, 0xff]) : Buffer.from([0]);
  const bytes = bytesOf(type, value);
  const head = Buffer.alloc(isShort ? 2 : 1);
  if (isShort) head.writeUInt16LE(bytes.length);
  else head[0] = bytes.length;
  return Buffer.concat([head, bytes]);
}

function isLong({ name, size }: SqlType): boolean {
  return name === 'xml' || (size === undefined && /^n?(var)?char$|binary$|^text$/.test(name));
}

/** A value of any length, in parts. */
function inParts(bytes: Buffer | null): Buffer {
  if (bytes === null) return Buffer.alloc(8, 0xff);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(0xffff_ffff_ffff_fffen);
  const parts: Buffer[] = [length];
  for (let at = 0; at < bytes.length; at += 8000) {
    const part = bytes.subarray(at, at + 8000);
    const head = Buffer.alloc(4);
    head.writeUInt32LE(part.length);
    parts.push(head, part);
  }
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

function bytesOf(type: SqlType, value: Stored): Buffer {
  const { name, scale } = type;
  const integer = INTEGERS[name];
  if (integer) return signed(BigInt(value as bigint | string), integer);
  if (name === 'float' || name === 'real') return real(Number(value), name === 'real');
  if (name === 'decimal' || name === 'numeric') return decimal(String(value), scale);
  if (name === 'money' || name === 'smallmoney') return money(String(value), name === 'money');
  if (name === 'uniqueidentifier') return guid(String(value));
  if (/^(small)?date|^time/.test(name)) return timeBytes(type, String(value));
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(String(value), /^(n|xml|text)/.test(name) ? 'utf16le' : 'latin1');
}

function signed(value: bigint, length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return bytes.subarray(0, length);
}

function real(value: number, isShort: boolean): Buffer {
  const bytes = Buffer.alloc(isShort ? 4 : 8);
  if (isShort) bytes.writeFloatLE(value);
  else bytes.writeDoubleLE(value);
  return bytes;
}

/** The digits of a decimal as a whole number. */
export function unscaled(text: string, scale: number): bigint {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  const digits = BigInt(`${whole || '0'}${part.padEnd(scale, '0').slice(0, scale)}`);
  const rounded = part.charCodeAt(scale) >= 0x35 ? digits + 1n : digits;
  return sign === '-' ? -rounded : rounded;
}

function decimal(text: string, scale: number): Buffer {
  const value = unscaled(text, scale);
  const size = value < 0n ? -value : value;
  const bytes = Buffer.alloc(17);
  bytes[0] = value < 0n ? 0 : 1;
  bytes.writeBigUInt64LE(size & 0xffff_ffff_ffff_ffffn, 1);
  bytes.writeBigUInt64LE(size >> 64n, 9);
  return bytes;
}

function money(text: string, isLong: boolean): Buffer {
  const value = unscaled(text, 4);
  if (!isLong) return signed(value, 4);
  const bytes = signed(value, 8);
  return Buffer.concat([bytes.subarray(4), bytes.subarray(0, 4)]);
}

function guid(text: string): Buffer {
  const hex = Buffer.from(text.replaceAll('-', ''), 'hex');
  const turned = [hex.subarray(0, 4), hex.subarray(4, 6), hex.subarray(6, 8)].map((part) =>
    Buffer.from(part).reverse(),
  );
  return Buffer.concat([...turned, hex.subarray(8)]);
}
