import { raise } from './errors.js';

const MILLISECONDS_A_DAY = 86_400_000;

/** A date without a time zone, in milliseconds since 1970 as if it were UTC. */
export class BslDate {
  readonly time: number;

  constructor(time: number) {
    this.time = time;
    if (!(time >= FIRST && time <= LAST))
      raise({ ru: 'Дата вне диапазона', en: 'The date is out of range' });
  }

  static of(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): BslDate {
    const date = timeOf(year, month, day, hour, minute, second);
    const read = new Date(date);
    const valid = read.getUTCMonth() + 1 === month && read.getUTCDate() === day;
    if (!valid || hour > 23 || minute > 59 || second > 59)
      return raise({ ru: 'Неверное значение даты', en: 'The date is not valid' });
    return new BslDate(date);
  }

  /** From the digits of a literal: 8, 12 or 14 of them. */
  static ofDigits(digits: string): BslDate {
    const part = (from: number, to: number) => Number(digits.slice(from, to) || 0);
    if (/^0*$/.test(digits)) return EMPTY_DATE;
    return BslDate.of(part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 12), part(12, 14));
  }

  /** From the local time of a JavaScript date. */
  static local(from: Date): BslDate {
    return new BslDate(
      timeOf(
        from.getFullYear(),
        from.getMonth() + 1,
        from.getDate(),
        from.getHours(),
        from.getMinutes(),
        from.getSeconds(),
      ),
    );
  }

  /** The parts: year, month from 1, day, hours, minutes, seconds. */
  get parts(): [number, number, number, number, number, number] {
    const date = new Date(this.time);
    return [
      date.getUTCFullYear(),
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
    ];
  }

  /** The day of the week, from Monday as 1. */
  get weekday(): number {
    return new Date(this.time).getUTCDay() || 7;
  }

  get startOfDay(): number {
    return Math.floor(this.time / MILLISECONDS_A_DAY) * MILLISECONDS_A_DAY;
  }

  plusSeconds(seconds: number): BslDate {
    return new BslDate(this.time + Math.trunc(seconds) * 1000);
  }

  /** The moment that it is in the time zone of this machine. */
  get asLocal(): Date {
    const [year, month, day, hour, minute, second] = this.parts;
    const date = new Date(2000, 0, 1);
    date.setFullYear(year, month - 1, day);
    date.setHours(hour, minute, second, 0);
    return date;
  }

  /** As in XML and JSON: `2024-01-31T23:59:59`. */
  get iso(): string {
    return new Date(this.time).toISOString().slice(0, 19);
  }

  toText(): string {
    const [year, month, day, hour, minute, second] = this.parts;
    const two = (part: number) => String(part).padStart(2, '0');
    const date = `${two(day)}.${two(month)}.${String(year).padStart(4, '0')}`;
    return `${date} ${hour}:${two(minute)}:${two(second)}`;
  }
}

/** `Date.UTC` takes a year before 100 for one of the 20th century. */
export function timeOf(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): number {
  return new Date(Date.UTC(2000, month - 1, day, hour, minute, second)).setUTCFullYear(
    year,
    month - 1,
    day,
  );
}

const FIRST = timeOf(1, 1, 1);
const LAST = timeOf(9999, 12, 31, 23, 59, 59) + 999;

/** What an empty date is. */
export const EMPTY_DATE: BslDate = new BslDate(FIRST);
