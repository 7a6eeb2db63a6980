import { asBytes } from '../../core/sql/from-server.js';
import { exactInteger } from '../../core/sql/values.js';
import { shortestFloat } from '../../core/util/float32.js';
import { ASCII, BINARY, type Field, isJson, TYPE } from './field-types.js';

/**
 * Values from the server. No precision is lost: a value that does not fit into a number, a Date or an
 * object stays text.
 */

/** What turns the driver's value into ours, unless it is null; undefined if they are the same. */
export type FromDriver = ((raw: never) => unknown) | undefined;

/** How a result comes: the values of a prepared statement are binary, the others are text. */
export type Protocol = 'binary' | 'text';

/** True if text would not have all digits: the server shows six of a FLOAT. */
export function needsBinary(fields: readonly Field[]): boolean {
  return fields.some(({ columnType }) => columnType === TYPE.float);
}

/**
 * The decoders for the columns of a result. The driver reads some types with loss; it is told that
 * they are bytes, before it builds the parser of their rows.
 */
export function decodersFor(
  fields: readonly Field[],
  protocol: Protocol,
  parseJson: (text: string) => unknown,
): FromDriver[] {
  return fields.map((field) => {
    const decoder = decoderOf(field, protocol, parseJson);
    if (readsBytes(field, protocol)) readAs(field, TYPE.blob, 'binary');
    if (protocol === 'text' && field.columnType === TYPE.double)
      readAs(field, TYPE.string, 'ascii');
    return decoder;
  });
}

function readAs(field: Field, columnType: number, encoding: 'binary' | 'ascii'): void {
  const characterSet = encoding === 'binary' ? BINARY : ASCII;
  Object.assign(field, { columnType, characterSet, encoding, extendedFormat: undefined });
}

/** The driver reads the others exactly, but slowly. */
const BINARY_TIMES: readonly number[] = [TYPE.time, TYPE.timestamp, TYPE.datetime, TYPE.date];

/** True for the types that the driver would read with loss. */
function readsBytes({ columnType }: Field, protocol: Protocol): boolean {
  const inBoth: readonly number[] = [TYPE.geometry, TYPE.vector];
  const inOne: readonly number[] = protocol === 'text' ? [TYPE.float] : BINARY_TIMES;
  return inBoth.includes(columnType) || inOne.includes(columnType);
}

function decoderOf(
  field: Field,
  protocol: Protocol,
  parseJson: (text: string) => unknown,
): FromDriver {
  const { columnType, decimals } = field;
  if (isJson(field)) return (text: string) => marked(parseJson(text));
  switch (columnType) {
    case TYPE.float:
      return protocol === 'text' ? numberIn : shortestFloat;
    case TYPE.double:
      return protocol === 'text' ? Number : undefined;
    case TYPE.timestamp:
    case TYPE.datetime: {
      const zone = columnType === TYPE.timestamp ? 'Z' : '';
      return protocol === 'text'
        ? (text: string) => dateTime(text, zone)
        : (bytes: Buffer) => dateTime(dateTimeIn(bytes, decimals), zone);
    }
    case TYPE.date:
      return protocol === 'text' ? undefined : dateIn;
    case TYPE.time:
      return protocol === 'text' ? undefined : (bytes: Buffer) => timeIn(bytes, decimals);
    case TYPE.bit:
      return (bytes: Buffer) => exactInteger(BigInt(`0x${bytes.toString('hex') || '0'}`));
    case TYPE.geometry:
    case TYPE.vector:
      return asBytes;
    default:
      return isBytes(field) ? asBytes : undefined;
  }
}

const BYTE_TYPES: ReadonlySet<number> = new Set([
  ...[TYPE.tinyBlob, TYPE.mediumBlob, TYPE.longBlob, TYPE.blob, TYPE.varString, TYPE.string],
]);

function isBytes({ columnType, characterSet }: Field): boolean {
  return characterSet === BINARY && BYTE_TYPES.has(columnType);
}

function numberIn(bytes: Buffer): number {
  return Number(bytes.toString('latin1'));
}

/**
 * `2026-03-25 18:10:17.123` in ISO 8601. A date whose month or day is zero stays as it is.
 */
export function dateTime(text: string, zone: '' | 'Z'): string {
  const isZero = (at: number) => text.charCodeAt(at) === ZERO && text.charCodeAt(at + 1) === ZERO;
  return isZero(5) || isZero(8) ? text : `${text.slice(0, 10)}T${text.slice(11)}${zone}`;
}

const ZERO = '0'.charCodeAt(0);

const TWO: readonly string[] = Array.from({ length: 256 }, (_, at) => String(at).padStart(2, '0'));

/** A date of the binary protocol, which leaves out what is zero. */
function dateIn(bytes: Buffer): string {
  if (bytes.length < 4) return '0000-00-00';
  const year = bytes[0]! + bytes[1]! * 256;
  const digits = year > 999 ? String(year) : String(year).padStart(4, '0');
  return `${digits}-${TWO[bytes[2]!]}-${TWO[bytes[3]!]}`;
}

/** A date with a time, with all digits of the column. */
export function dateTimeIn(bytes: Buffer, decimals: number): string {
  const time =
    bytes.length < 7 ? '00:00:00' : `${TWO[bytes[4]!]}:${TWO[bytes[5]!]}:${TWO[bytes[6]!]}`;
  const micro = bytes.length < 11 ? 0 : bytes.readUInt32LE(7);
  return `${dateIn(bytes)} ${time}${fraction(micro, decimals)}`;
}

/** A TIME of the binary protocol: `-838:59:58.500`. */
export function timeIn(bytes: Buffer, decimals: number): string {
  if (bytes.length < 8) return `00:00:00${fraction(0, decimals)}`;
  const hours = bytes.readUInt32LE(1) * 24 + bytes[5]!;
  const micro = bytes.length < 12 ? 0 : bytes.readUInt32LE(8);
  const time = `${TWO[hours] ?? hours}:${TWO[bytes[6]!]}:${TWO[bytes[7]!]}`;
  return `${bytes[0] ? '-' : ''}${time}${fraction(micro, decimals)}`;
}

/** The digits after the point: as many as the column has; 31 if their number is not known. */
function fraction(micro: number, decimals: number): string {
  if (decimals === 0 || (decimals > 6 && micro === 0)) return '';
  return `.${String(micro).padStart(6, '0').slice(0, Math.min(decimals, 6))}`;
}

/** JSON that would go back as something else: null is SQL's NULL, and `{"JSON": …}` marks JSON. */
function marked(value: unknown): unknown {
  if (value === null) return { JSON: null };
  if (typeof value !== 'object') return value;
  const [name, ...others] = Object.keys(value);
  return name === 'JSON' && others.length === 0 ? { JSON: value } : value;
}
