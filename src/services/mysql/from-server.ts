import { exactInteger } from '../../core/sql/values.js';
import { BINARY, type Field, isJson, TYPE } from './field-types.js';

/**
 * Values from the server. No precision is lost: a value that does not fit into a number, a Date or an
 * object stays text.
 */

/** What turns the driver's value into ours; undefined if they are the same. */
export type FromDriver = ((raw: never) => unknown) | undefined;

/** How a result comes: the values of a prepared statement are binary, the others are text. */
export type Protocol = 'binary' | 'text';

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
    if (readsBytes(field, protocol)) {
      Object.assign(field, { columnType: TYPE.blob, characterSet: BINARY });
      field.extendedFormat = undefined;
    }
    return decoder && ((raw: never) => (raw === null ? null : decoder(raw)));
  });
}

/** True for the types that the driver would read with loss. */
function readsBytes({ columnType }: Field, protocol: Protocol): boolean {
  const inBoth: readonly number[] = [TYPE.geometry, TYPE.vector];
  const inOne: readonly number[] = protocol === 'text' ? [TYPE.float, TYPE.double] : [TYPE.time];
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
      return protocol === 'text' ? numberIn : shortest;
    case TYPE.double:
      return protocol === 'text' ? numberIn : undefined;
    case TYPE.timestamp:
      return (text: string) => dateTime(text, decimals, 'Z');
    case TYPE.datetime:
      return (text: string) => dateTime(text, decimals, '');
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

/** In JSON it has the reference's form, which AddRecords and the other methods accept. */
function asReference(this: Buffer): { BYTES: string } {
  return { BYTES: this.toString('base64') };
}

function asBytes(bytes: Buffer): Buffer {
  return Object.defineProperty(bytes, 'toJSON', { value: asReference });
}

function numberIn(bytes: Buffer): number {
  return Number(bytes.toString('latin1'));
}

/** The shortest number that is the same FLOAT: 0.1 and not 0.10000000149011612. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

/**
 * `2026-03-25 18:10:17.123` in ISO 8601, with all digits of the column. A date whose month or day is
 * zero stays as it is.
 */
export function dateTime(text: string, decimals: number, zone: '' | 'Z'): string {
  const point = text.indexOf('.');
  const missing = decimals > 0 && decimals <= 6 && point < 0;
  const whole = missing ? `${text}.${'0'.repeat(decimals)}` : text;
  return text.slice(5, 7) === '00' || text.slice(8, 10) === '00'
    ? whole
    : `${whole.slice(0, 10)}T${whole.slice(11)}${zone}`;
}

/** A TIME of the binary protocol: `-838:59:58.500`. */
export function timeIn(bytes: Buffer, decimals: number): string {
  const [days, hours, minutes, seconds] =
    bytes.length >= 8 ? [bytes.readUInt32LE(1), bytes[5]!, bytes[6]!, bytes[7]!] : [0, 0, 0, 0];
  const micro = bytes.length >= 12 ? bytes.readUInt32LE(8) : 0;
  const two = (value: number) => String(value).padStart(2, '0');
  const part =
    decimals > 0 && decimals <= 6 ? `.${String(micro).padStart(6, '0').slice(0, decimals)}` : '';
  const sign = bytes.length > 0 && bytes[0] ? '-' : '';
  return `${sign}${two(days * 24 + hours)}:${two(minutes)}:${two(seconds)}${part}`;
}

/** JSON that would go back as something else: null is SQL's NULL, and `{"JSON": …}` marks JSON. */
function marked(value: unknown): unknown {
  if (value === null) return { JSON: null };
  if (typeof value !== 'object') return value;
  const [name, ...others] = Object.keys(value);
  return name === 'JSON' && others.length === 0 ? { JSON: value } : value;
}
