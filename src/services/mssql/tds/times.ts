import { ProtocolError } from './cursor.js';

/**
 * Dates and times of the protocol in ISO 8601, with all digits of their columns. A time without a
 * zone has none in the text either.
 */

const DAY = 86_400_000;

/** The first and the last time that the database can have, in milliseconds from 1970. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');
const FROM_1900 = Date.UTC(1900, 0, 1);

/** `2026-03-25T18:10:17.123Z` of a time that the database can have. */
function isoOf(milliseconds: number): string {
  if (milliseconds >= FIRST && milliseconds <= LAST) return new Date(milliseconds).toISOString();
  throw new ProtocolError('a date that is not in the years 1 to 9999');
}

/** A `date`: days since the year 1. */
export function dateIn(bytes: Buffer): string {
  return dateOf(bytes.readUIntLE(0, 3));
}

/** The dates of neighboring rows are often the same. */
let [lastDay, lastDate] = [0, '0001-01-01'];

function dateOf(days: number): string {
  if (days !== lastDay) [lastDate, lastDay] = [isoOf(FIRST + days * DAY).slice(0, 10), days];
  return lastDate;
}

/** A `time`: parts of a second since midnight. */
export function timeIn(bytes: Buffer, scale: number): string {
  return timeOf(ticksIn(bytes), scale);
}

function ticksIn(bytes: Buffer): number {
  if (bytes.length >= 3 && bytes.length <= 5) return bytes.readUIntLE(0, bytes.length);
  throw new ProtocolError(`a time of ${bytes.length} bytes`);
}

const TWO: readonly string[] = Array.from({ length: 100 }, (_, at) => String(at).padStart(2, '0'));

function timeOf(ticks: number, scale: number): string {
  const perSecond = 10 ** scale;
  const seconds = Math.floor(ticks / perSecond);
  if (seconds >= 86_400) throw new ProtocolError('a time after midnight');
  const minutes = Math.floor(seconds / 60);
  const clock = `${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}`;
  return scale === 0 ? clock : `${clock}.${String(ticks % perSecond).padStart(scale, '0')}`;
}

/** A `datetime2`. */
export function datetime2In(bytes: Buffer, scale: number): string {
  return `${dateIn(bytes.subarray(-3))}T${timeIn(bytes.subarray(0, -3), scale)}`;
}

/** A `datetimeoffset`, which comes in UTC: `2026-03-25T18:10:17.1234567+03:00`. */
export function datetimeoffsetIn(bytes: Buffer, scale: number): string {
  const offset = bytes.readInt16LE(bytes.length - 2);
  if (Math.abs(offset) > 14 * 60) throw new ProtocolError(`an offset of ${offset} minutes`);
  const perDay = 86_400 * 10 ** scale;
  const utc = ticksIn(bytes.subarray(0, -5));
  const ticks = utc + offset * 60 * 10 ** scale;
  const days = bytes.readUIntLE(bytes.length - 5, 3) + Math.floor(ticks / perDay);
  const inDay = ((ticks % perDay) + perDay) % perDay;
  const [east, minutes] = [offset < 0 ? '-' : '+', Math.abs(offset)];
  const zone = `${east}${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}`;
  return `${dateOf(days)}T${timeOf(inDay, scale)}${zone}`;
}

/** A `datetime`: days since 1900, and parts of 1/300 s, which SQL Server shows as milliseconds. */
export function datetimeIn(bytes: Buffer): string {
  const [days, parts] = [bytes.readInt32LE(0), bytes.readUInt32LE(4)];
  return isoOf(FROM_1900 + days * DAY + Math.round((parts * 10) / 3)).slice(0, -1);
}

/** A `smalldatetime`: days since 1900, and minutes. */
export function smalldatetimeIn(bytes: Buffer): string {
  const [days, minutes] = [bytes.readUInt16LE(0), bytes.readUInt16LE(2)];
  return isoOf(FROM_1900 + days * DAY + minutes * 60_000).slice(0, 19);
}
