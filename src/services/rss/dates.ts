const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The zones of RFC 822, in hours. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ ut: 0, utc: 0, gmt: 0, z: 0, est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6 },
  ...{ pst: -8, pdt: -7, cet: 1, cest: 2, eet: 2, eest: 3, msk: 3, bst: 1, jst: 9 },
};

const RFC_822 =
  /^(?:[a-z]{2,9}\.?,?\s{1,9})?(\d{1,2})[\s-]{1,9}([a-z]{3})[a-z]{0,6}\.?[\s-]{1,9}(\d{4}|\d{2})(?:\s{1,9}(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?\s{0,9}(?:([+-]\d{2}):?(\d{2})|([a-z]{1,5}))?$/i;

const ISO_8601 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[t ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(?:z|([+-]\d{2}):?(\d{2})?)?)?$/i;

/**
 * A date as feeds have it: RFC 822 with its zones and years of two digits, or ISO 8601. Without a zone
 * it is UTC. `undefined` for anything else, and for a day that does not exist.
 */
export function readFeedDate(text: string): Date | undefined {
  const clean = text.trim();
  const iso = ISO_8601.exec(clean);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction = '', east, more] = iso;
    const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
    return dateOf(
      [year, Number(month) - 1, day, hour, minute, second].map(Number),
      offsetOf(east, more),
      milliseconds,
    );
  }
  const found = RFC_822.exec(clean);
  if (!found) return undefined;
  const [, day, name, year, hour, minute, second, east, more, zone] = found;
  const month = MONTHS.indexOf(name!.toLowerCase());
  const offset = zone === undefined ? offsetOf(east, more) : (ZONES[zone.toLowerCase()] ?? 0) * 60;
  if (month < 0) return undefined;
  return dateOf([fullYear(year!), month, day, hour, minute, second].map(Number), offset, 0);
}

/** In minutes. */
function offsetOf(hours: string | undefined, minutes: string | undefined): number {
  if (hours === undefined) return 0;
  const size = Math.abs(Number(hours)) * 60 + Number(minutes ?? 0);
  return hours.startsWith('-') ? -size : size;
}

/** As RFC 2822 has it: up to 49 is this century. */
function fullYear(year: string): number {
  if (year.length === 4) return Number(year);
  return Number(year) + (Number(year) < 50 ? 2000 : 1900);
}

function dateOf(parts: readonly number[], offset: number, milliseconds: number): Date | undefined {
  const [year = 0, month = 0, day = 1, hour, minute, second] = parts.map((part) =>
    Number.isNaN(part) ? 0 : part,
  );
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  if (hour! > 24 || minute! > 59 || second! > 60) return undefined;
  date.setUTCHours(hour!, minute!, second!, milliseconds);
  return new Date(date.getTime() - offset * 60_000);
}

/** As RSS writes it: `Wed, 25 Mar 2026 18:01:59 +0000`. */
export function rfc822(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
