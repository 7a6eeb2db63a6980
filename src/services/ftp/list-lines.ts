import type { FileInfo } from 'basic-ftp';

/** An object in a list of the server; its texts are bytes, not yet decoded. */
export interface Listed {
  line: string;
  name: string;
  isFolder: boolean;
  isLink: boolean;
  size: number;
  modified: string | null;
  link: string;
}

type Parse = (line: string) => FileInfo[];

/**
 * The object in a line of a list. `null` for what is not one: the folder itself, the one above it, an
 * empty line. `undefined` if the line is not understood: a long list may have one such.
 */
export function listedOn(raw: string, parse: Parse, now: Date): Listed | null | undefined {
  const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  if (line.trim() === '' || /^total \d/.test(line)) return null;
  const info = read(line, parse);
  return info && listedOf(line, info, now);
}

/** `null` for the folder itself and the one above it; `undefined` if the line is not understood. */
function read(line: string, parse: Parse): FileInfo | null | undefined {
  // The parser of the driver would look at a very long line many times.
  if (line.length > LONGEST_LINE) return undefined;
  try {
    return parse(line)[0] ?? null;
  } catch {
    return undefined;
  }
}

const LONGEST_LINE = 16 * 1024;

function listedOf(line: string, info: FileInfo, now: Date): Listed {
  return {
    line,
    name: info.name,
    isFolder: info.isDirectory,
    isLink: info.isSymbolicLink,
    size: Number.isFinite(info.size) ? info.size : 0,
    modified: dateOf(info.modifiedAt) ?? dateInList(info.rawModifiedAt, now),
    link: info.link ?? '',
  };
}

function dateOf(date: Date | undefined): string | undefined {
  return date && !Number.isNaN(date.getTime()) ? isoOf(date) : undefined;
}

function isoOf(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * A date as of `ls -l` or of DOS. `ls` leaves out the year of the last months: it is the one that makes
 * the date the last before tomorrow. `null` if it is another kind of date.
 */
export function dateInList(raw: string, now: Date): string | null {
  const [, name = '', day = '', rest = ''] =
    /^(\p{L}{3})\s{1,9}(\d{1,2})\s{1,9}(\d{4}|\d{1,2}:\d{2})$/u.exec(raw) ?? [];
  const month = MONTHS.indexOf(name.toLowerCase());
  if (month >= 0) {
    if (!rest.includes(':')) return iso(Number(rest), month, Number(day));
    const [hours, minutes] = rest.split(':').map(Number);
    const at = (year: number) => Date.UTC(year, month, Number(day), hours, minutes);
    const tomorrow = now.getTime() + 24 * 3_600_000;
    const year = now.getUTCFullYear();
    return isoOf(new Date(at(year) > tomorrow ? at(year - 1) : at(year)));
  }
  const dos = /^(\d{2})-(\d{2})-(\d{2,4})\s{1,9}(\d{1,2}):(\d{2})\s?([AP]M)?$/i.exec(raw);
  if (!dos) return null;
  const [, months, days, years, hours, minutes, half] = dos;
  const year =
    years!.length === 2 ? Number(years) + (Number(years) < 70 ? 2000 : 1900) : Number(years);
  const hour = half ? (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hours);
  return iso(year, Number(months) - 1, Number(days), hour, Number(minutes));
}

function iso(year: number, month: number, day: number, hour = 0, minute = 0): string | null {
  const date = new Date(Date.UTC(year, month, day, hour, minute));
  return Number.isNaN(date.getTime()) ? null : isoOf(date);
}
