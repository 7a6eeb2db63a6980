import type { PendingValue } from './values.js';

/**
 * A time with its zone: a date of a program, or ISO 8601 text, for databases whose columns for times
 * have no zone. They get it in UTC; every other column gets the text.
 */
export class UtcTime implements PendingValue {
  /** As it was given, or as JSON writes a date. */
  readonly text: string;
  /** `2026-03-25 18:10:17.123456`, in UTC, with as many digits as the database has. */
  readonly sql: string;

  constructor(text: string, sql: string) {
    this.text = text;
    this.sql = sql;
  }

  get shown(): string {
    return this.sql;
  }
}

/** `2026-03-25T18:10:17.123+03:00`; the zone is required. */
const ZONED = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(?:Z|([+-])(\d\d):?(\d\d)?)$/i;

/**
 * The time that a text with a zone means; `undefined` if it is something else. `digits` is the number
 * of digits after the point that the database has.
 */
export function utcTimeIn(text: string, digits = 6): UtcTime | undefined {
  // Most texts are something else, and long ones certainly.
  if (text.length < 17 || text.length > 40 || text[4] !== '-') return undefined;
  const found = ZONED.exec(text);
  if (!found) return undefined;
  const [, date, minutes, seconds = ':00', fraction = '', sign, offsetHours, offset = '00'] = found;
  const local = Date.parse(`${date}T${minutes}${seconds}Z`);
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 10) !== date) return undefined;
  const east = Number(`${sign ?? '+'}1`) * (Number(offsetHours ?? 0) * 60 + Number(offset));
  const utc = new Date(local - east * 60_000).toISOString();
  // Years before 0 and after 9999 have more digits.
  if (utc.length !== 24) return undefined;
  return new UtcTime(
    text,
    `${utc.slice(0, 10)} ${utc.slice(11, 19)}${fraction.slice(0, digits + 1)}`,
  );
}
