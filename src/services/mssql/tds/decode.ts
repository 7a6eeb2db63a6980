import { asBytes } from '../../../core/sql/from-server.js';
import { exactInteger } from '../../../core/sql/values.js';
import { shortestFloat } from '../../../core/util/float32.js';
import { decoderFor } from './code-pages.js';
import { type Column, TYPE } from './column.js';
import { ProtocolError } from './cursor.js';
import * as times from './times.js';

/**
 * Values from the server. No precision is lost: a value that does not fit into a number stays text.
 * The driver would read DECIMAL and MONEY as numbers, and times to the millisecond.
 */

export type Decode = (bytes: Buffer) => unknown;

/** The function that reads the values of a column, unless they are NULL or of `sql_variant`. */
export function decoderOf(column: Column): Decode {
  const { type, scale, page } = column;
  switch (type) {
    case TYPE.int1:
    case TYPE.int2:
    case TYPE.int4:
    case TYPE.int8:
    case TYPE.intN:
      return integerIn;
    case TYPE.bit:
    case TYPE.bitN:
      return (bytes) => sized(bytes, 1)[0] !== 0;
    case TYPE.real:
    case TYPE.float:
    case TYPE.floatN:
      return floatIn;
    case TYPE.money:
    case TYPE.smallmoney:
    case TYPE.moneyN:
      return moneyIn;
    case TYPE.decimal:
    case TYPE.numeric:
      return (bytes) => decimalIn(bytes, scale);
    case TYPE.guid:
      return guidIn;
    case TYPE.date:
      return (bytes) => times.dateIn(sized(bytes, 3));
    case TYPE.time:
      return (bytes) => times.timeIn(bytes, scale);
    case TYPE.datetime2:
      return (bytes) => times.datetime2In(bytes, scale);
    case TYPE.datetimeoffset:
      return (bytes) => times.datetimeoffsetIn(bytes, scale);
    case TYPE.datetime:
    case TYPE.smalldatetime:
    case TYPE.datetimeN:
      return (bytes) =>
        bytes.length === 8 ? times.datetimeIn(bytes) : times.smalldatetimeIn(sized(bytes, 4));
    case TYPE.nvarchar:
    case TYPE.nchar:
    case TYPE.ntext:
    case TYPE.xml:
      return (bytes) => bytes.toString('utf16le');
    case TYPE.varchar:
    case TYPE.char:
    case TYPE.text:
      return decoderFor(page);
    default:
      // A copy: the packet it came in holds more.
      return (bytes) => asBytes(Buffer.from(bytes));
  }
}

/** The same bytes, if their number is one that the type can have. */
function sized(bytes: Buffer, length: number): Buffer {
  return bytes.length === length ? bytes : wrongSize(bytes);
}

function wrongSize(bytes: Buffer): never {
  throw new ProtocolError(`a value of ${bytes.length} bytes`);
}

/** A TINYINT has no sign. */
function integerIn(bytes: Buffer): number | string {
  switch (bytes.length) {
    case 1:
      return bytes[0]!;
    case 2:
      return bytes.readInt16LE(0);
    case 4:
      return bytes.readInt32LE(0);
    default:
      return exactInteger(sized(bytes, 8).readBigInt64LE(0));
  }
}

function floatIn(bytes: Buffer): number {
  return bytes.length === 4 ? shortestFloat(bytes.readFloatLE(0)) : sized(bytes, 8).readDoubleLE(0);
}

/** Ten-thousandths, of which the upper half comes first. */
function moneyIn(bytes: Buffer): string {
  const upper = bytes.readInt32LE(0);
  if (bytes.length === 4) return withPoint(String(Math.abs(upper)), upper < 0, 4);
  const value = (BigInt(upper) << 32n) + BigInt(sized(bytes, 8).readUInt32LE(4));
  return withPoint(String(value < 0n ? -value : value), value < 0n, 4);
}

/** A sign, and the digits as one number. */
function decimalIn(bytes: Buffer, scale: number): string {
  const { length } = bytes;
  if (length !== 5 && length !== 9 && length !== 13 && length !== 17) wrongSize(bytes);
  let at = length - 4;
  let digits = BigInt(bytes.readUInt32LE(at));
  for (at -= 4; at > 0; at -= 4) digits = (digits << 32n) + BigInt(bytes.readUInt32LE(at));
  return withPoint(String(digits), bytes[0] === 0 && digits !== 0n, scale);
}

/** Digits with a point before the last ones. */
function withPoint(digits: string, isNegative: boolean, scale: number): string {
  const minus = isNegative ? '-' : '';
  if (scale === 0) return minus + digits;
  const all = digits.padStart(scale + 1, '0');
  return `${minus}${all.slice(0, -scale)}.${all.slice(-scale)}`;
}

/** The first three groups have their bytes in reverse. */
function guidIn(bytes: Buffer): string {
  const hex = sized(bytes, 16).toString('hex').toUpperCase();
  const group = (...order: readonly number[]) =>
    order.map((at) => hex.slice(at * 2, at * 2 + 2)).join('');
  const first = [group(3, 2, 1, 0), group(5, 4), group(7, 6)];
  return [...first, hex.slice(16, 20), hex.slice(20)].join('-');
}
