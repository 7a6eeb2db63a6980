import { JsonNumber } from '../../json/number.js';
import { type Kind, type ParamContext, type ParamSpec, param } from '../param.js';
import { readFlag } from './flag-words.js';
import { refuse } from './refuse.js';

const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;
/** Thousands in groups, separated by a space, which word processors write as a special one. */
const GROUPED = /^[+-]?\d{1,3}([ \u00a0\u2009\u202f]\d{3})+(?![\d ])/;
/** One comma before three digits: a thousand in English, and one with decimals elsewhere. */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/**
 * A finite number, from a number or from text with a decimal point or comma; otherwise `undefined`.
 */
function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number' || value instanceof JsonNumber) {
    const number = Number(value);
    return Number.isFinite(number) ? number : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const plain = GROUPED.test(text) ? text.replace(/[ \u00a0\u2009\u202f]/g, '') : text;
  if (!NUMBER.test(plain) || AMBIGUOUS.test(plain)) return undefined;
  const number = Number(plain.replace(',', '.'));
  return Number.isFinite(number) ? number : undefined;
}

const numberKind: Kind<number, number> = {
  name: 'number',
  takes: 'a number such as 20 or 0.5',
  schema: { type: 'number' },
  parse: (value, context) => toNumber(value) ?? fail(value, context, numberKind),
};

/** A number param. In text, the decimal point may be a comma: `0.7`, `0,7`. */
export function number<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(numberKind, summary, spec);
}

const flagKind: Kind<boolean, boolean> = {
  name: 'flag',
  takes: 'true or false (yes/no, 1/0)',
  schema: { type: 'boolean' },
  parse(value, context) {
    if (typeof value === 'boolean') return value;
    const word = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    return readFlag(word) ?? fail(value, context, flagKind);
  },
};

/** A boolean param. */
export function flag<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(flagKind, summary, spec);
}

const ISO_8601 =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

const dateKind: Kind<Date | string, Date> = {
  name: 'date',
  takes: 'an ISO 8601 date such as 2026-01-31 or 2026-01-31T18:30:00Z',
  schema: { type: 'string', format: 'date-time' },
  parse(value, context) {
    const date = value instanceof Date ? value : toDate(value);
    return date && !Number.isNaN(date.getTime()) ? date : fail(value, context, dateKind);
  },
};

/** The text of a date in OneScript, as the reference's lines have it: month first, or in Russian day first. */
const ONESCRIPT =
  /^(?:(\d\d?)\/(\d\d?)|(\d\d)\.(\d\d))[/.](\d{4}) (\d\d?)(:\d\d:\d\d)(?: ([AP])M)?$/;

function fromOneScript(text: string): string {
  const match = ONESCRIPT.exec(text);
  if (!match) return text;
  const [, month, day, russianDay, russianMonth, year, hour, rest, half] = match;
  const date = [year!, month ?? russianMonth!, day ?? russianDay!].map((part) =>
    part.padStart(2, '0'),
  );
  const hours = half ? (Number(hour) % 12) + (half === 'P' ? 12 : 0) : Number(hour);
  return `${date.join('-')}T${String(hours).padStart(2, '0')}${rest}`;
}

/**
 * A date from ISO 8601 text, or from the text of a date in OneScript. `undefined` for a day that does not
 * exist, such as February 31.
 */
export function toDate(value: unknown): Date | undefined {
  const match = typeof value === 'string' ? ISO_8601.exec(fromOneScript(value.trim())) : null;
  if (!match) return undefined;
  const [whole, year, month, day] = match;
  const calendar = new Date(0);
  calendar.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (calendar.getUTCMonth() !== Number(month) - 1 || calendar.getUTCDate() !== Number(day)) {
    return undefined;
  }
  const zone = whole.replace(/([+-]\d\d)(\d\d)?$/, (all, hours, minutes) =>
    /[T ]/i.test(whole) ? `${hours}:${minutes ?? '00'}` : all,
  );
  return new Date(zone.replace(' ', 'T').replace(',', '.'));
}

/** A date param. Without a zone, a time is local and a bare date is UTC, as in JavaScript. */
export function date<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(dateKind, summary, spec);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const durationKind: Kind<number, number> = {
  name: 'duration',
  takes: 'a number of seconds, or a time such as 500ms, 30s, 5m, 1h',
  schema: { type: 'number', minimum: 0 },
  parse(value, context) {
    // Users type seconds, as in the reference; programs pass milliseconds, as in Node.
    const plain = toNumber(value);
    const match = typeof value === 'string' ? /^([\d.,]+)\s*(ms|s|m|h)$/i.exec(value.trim()) : null;
    const number = plain ?? toNumber(match?.[1]);
    const unit = match ? UNITS[match[2]!.toLowerCase()]! : context.sources ? UNITS.s! : UNITS.ms!;
    const length = number === undefined || number < 0 ? Number.NaN : number * unit;
    return Number.isFinite(length) ? length : fail(value, context, durationKind);
  },
};

/** A duration param: milliseconds in a program, seconds (or `500ms`, `5m`) on a command line. */
export function duration<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(durationKind, summary, spec);
}

function fail(value: unknown, context: ParamContext, kind: { takes: string }): never {
  throw refuse(value, context, kind.takes);
}
