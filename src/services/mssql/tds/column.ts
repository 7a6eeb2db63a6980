import { codePageOf } from './code-pages.js';
import { type Cursor, ProtocolError } from './cursor.js';

/**
 * The types of the protocol, by their numbers.
 *
 * @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/ce3183a6-9d89-47e8-a02f-de5a1a1303de
 */
export const TYPE = {
  null: 0x1f,
  image: 0x22,
  text: 0x23,
  guid: 0x24,
  intN: 0x26,
  date: 0x28,
  time: 0x29,
  datetime2: 0x2a,
  datetimeoffset: 0x2b,
  int1: 0x30,
  bit: 0x32,
  int2: 0x34,
  int4: 0x38,
  smalldatetime: 0x3a,
  real: 0x3b,
  money: 0x3c,
  datetime: 0x3d,
  float: 0x3e,
  variant: 0x62,
  ntext: 0x63,
  bitN: 0x68,
  decimal: 0x6a,
  numeric: 0x6c,
  floatN: 0x6d,
  moneyN: 0x6e,
  datetimeN: 0x6f,
  smallmoney: 0x7a,
  int8: 0x7f,
  varbinary: 0xa5,
  varchar: 0xa7,
  binary: 0xad,
  char: 0xaf,
  nvarchar: 0xe7,
  nchar: 0xef,
  udt: 0xf0,
  xml: 0xf1,
} as const;

/** A column of a result, as the server describes it. */
export interface Column {
  name: string;
  type: number;
  /** In bytes; `MAX` for a value of any length. */
  length: number;
  /** The digits of a DECIMAL. */
  precision: number;
  /** The digits after the point, of a number or of a second. */
  scale: number;
  /** How text of a `varchar` is encoded. */
  page: string;
}

/** The length of `varchar(max)`. */
const MAX = 0xffff;

/** Types of a fixed length, in bytes. */
const FIXED: ReadonlyMap<number, number> = new Map([
  [TYPE.null, 0],
  [TYPE.int1, 1],
  [TYPE.bit, 1],
  [TYPE.int2, 2],
  ...[TYPE.int4, TYPE.smalldatetime, TYPE.real, TYPE.smallmoney].map((one) => [one, 4] as const),
  ...[TYPE.money, TYPE.datetime, TYPE.float, TYPE.int8].map((one) => [one, 8] as const),
]);

export function fixedLength(type: number): number | undefined {
  return FIXED.get(type);
}

const BYTE_LENGTH: ReadonlySet<number> = new Set([
  ...[TYPE.guid, TYPE.intN, TYPE.bitN, TYPE.floatN, TYPE.moneyN, TYPE.datetimeN],
]);
const SCALED: ReadonlySet<number> = new Set([TYPE.time, TYPE.datetime2, TYPE.datetimeoffset]);
const TEXTS: ReadonlySet<number> = new Set([TYPE.varchar, TYPE.char, TYPE.nvarchar, TYPE.nchar]);

/** True for a value that comes in parts, of an unknown number. */
export function isPartial({ type, length }: Column): boolean {
  return length === MAX || type === TYPE.xml || type === TYPE.udt;
}

/** True for the old types of large values, whose length comes in front. */
export function isOldLarge({ type }: Column): boolean {
  return type === TYPE.text || type === TYPE.ntext || type === TYPE.image;
}

/** The type of a column or of a returned value, without its name. */
export function typeAt(cursor: Cursor): Column {
  const type = cursor.u8();
  const column = { name: '', type, length: 0, precision: 0, scale: 0, page: 'windows-1252' };
  const collation = () => {
    column.page = codePageOf(cursor.take(5));
  };
  if (FIXED.has(type)) column.length = FIXED.get(type)!;
  else if (BYTE_LENGTH.has(type)) column.length = cursor.u8();
  else if (SCALED.has(type)) column.scale = scaleIn(cursor.u8(), 7);
  else if (type === TYPE.decimal || type === TYPE.numeric) {
    column.length = cursor.u8();
    column.precision = cursor.u8();
    column.scale = scaleIn(cursor.u8(), 38);
  } else if (TEXTS.has(type)) {
    column.length = cursor.u16();
    collation();
  } else if (type === TYPE.varbinary || type === TYPE.binary) column.length = cursor.u16();
  else if (type === TYPE.variant || isOldLarge(column)) {
    column.length = cursor.u32();
    if (type === TYPE.text || type === TYPE.ntext) collation();
  } else if (type === TYPE.xml) skipSchema(cursor);
  else if (type === TYPE.udt) skipAssembly(cursor);
  else if (type !== TYPE.date) throw new ProtocolError(`unknown type 0x${type.toString(16)}`);
  return column;
}

function scaleIn(scale: number, most: number): number {
  if (scale <= most) return scale;
  throw new ProtocolError(`a scale of ${scale}`);
}

function skipSchema(cursor: Cursor): void {
  if (cursor.u8() !== 1) return;
  cursor.shortText();
  cursor.shortText();
  cursor.longText();
}

function skipAssembly(cursor: Cursor): void {
  cursor.u16();
  for (let part = 0; part < 3; part++) cursor.shortText();
  cursor.longText();
}

/** The columns of a result. */
export function columnsAt(cursor: Cursor): Column[] {
  const count = cursor.u16();
  // The server says so for a statement that has none.
  if (count === 0xffff) return [];
  const columns: Column[] = [];
  for (let index = 0; index < count; index++) {
    cursor.skip(6);
    const column = typeAt(cursor);
    if (isOldLarge(column)) {
      for (let part = cursor.u8(); part > 0; part--) cursor.longText();
    }
    column.name = cursor.shortText();
    columns.push(column);
  }
  return columns;
}
