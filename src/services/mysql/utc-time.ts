import type { PendingValue } from '../../core/sql/values.js';

/**
 * A time with its zone: a date of a program, or ISO 8601 text. MySQL has no such type, and MariaDB
 * refuses the zone. Columns for times get it in UTC, which is the zone of the session; every other
 * column gets the text.
 */
export class UtcTime implements PendingValue {
  /** As it was given, or as JSON writes a date. */
  readonly text: string;
  /** `2026-03-25 18:10:17.123456`, in UTC. */
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

/** The time that a text with a zone means; `undefined` if it is something else. */
export function utcTimeIn(text: string): UtcTime | undefined {
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
  return new UtcTime(text, `${utc.slice(0, 10)} ${utc.slice(11, 19)}${fraction.slice(0, 7)}`);
}
