import type { GlobalFunction } from '../run/machine.js';
import { BslDate, timeOf } from '../values/date.js';
import { badArgument } from '../values/errors.js';
import { integer } from '../values/numbers.js';

const DAY = 86_400_000;

function dateOf(value: unknown): BslDate {
  return value instanceof BslDate ? value : badArgument(1);
}

type Parts = BslDate['parts'];

/** The start of the period that a date is in: the parts that are not in it start again. */
function start(of: (parts: Parts, date: BslDate) => BslDate): GlobalFunction {
  return (value: unknown) => of(dateOf(value).parts, dateOf(value));
}

/** The last second before the period after the one that a date is in. */
function end(next: (parts: Parts, date: BslDate) => number): GlobalFunction {
  return (value: unknown) => new BslDate(next(dateOf(value).parts, dateOf(value)) - 1000);
}

function addMonths(date: BslDate, months: number): BslDate {
  const [year, month, day, hour, minute, second] = date.parts;
  const first = year * 12 + month - 1 + months;
  const [toYear, toMonth] = [Math.floor(first / 12), (first % 12) + 1];
  const lastDay = new Date(timeOf(toYear, toMonth + 1, 0)).getUTCDate();
  return BslDate.of(toYear, toMonth, Math.min(day, lastDay), hour, minute, second);
}

function dayOfYear(date: BslDate): number {
  return Math.floor((date.startOfDay - timeOf(date.parts[0], 1, 1)) / DAY) + 1;
}

/** Weeks begin on Mondays; the first one has January 1. */
function weekOfYear(date: BslDate): number {
  const first = new BslDate(timeOf(date.parts[0], 1, 1));
  return Math.floor((dayOfYear(date) + first.weekday - 2) / 7) + 1;
}

const quarter = (month: number) => month - ((month - 1) % 3);

export const dateFunctions: Readonly<Record<string, GlobalFunction>> = {
  'ТекущаяДата CurrentDate': () => BslDate.local(new Date()),
  'ТекущаяДатаСеанса CurrentSessionDate': () => BslDate.local(new Date()),
  'ТекущаяУниверсальнаяДата CurrentUniversalDate': () =>
    new BslDate(Math.floor(Date.now() / 1000) * 1000),
  'ТекущаяУниверсальнаяДатаВМиллисекундах CurrentUniversalDateInMilliseconds': () =>
    Date.now() - timeOf(1, 1, 1),
  'Год Year': (date: unknown) => dateOf(date).parts[0],
  'Месяц Month': (date: unknown) => dateOf(date).parts[1],
  'День Day': (date: unknown) => dateOf(date).parts[2],
  'Час Hour': (date: unknown) => dateOf(date).parts[3],
  'Минута Minute': (date: unknown) => dateOf(date).parts[4],
  'Секунда Second': (date: unknown) => dateOf(date).parts[5],
  'НачалоГода BegOfYear': start(([year]) => BslDate.of(year, 1, 1)),
  'НачалоКвартала BegOfQuarter': start(([year, month]) => BslDate.of(year, quarter(month), 1)),
  'НачалоМесяца BegOfMonth': start(([year, month]) => BslDate.of(year, month, 1)),
  'НачалоНедели BegOfWeek': start(
    (_, date) => new BslDate(date.startOfDay - (date.weekday - 1) * DAY),
  ),
  'НачалоДня BegOfDay': start((_, date) => new BslDate(date.startOfDay)),
  'НачалоЧаса BegOfHour': start(([year, month, day, hour]) => BslDate.of(year, month, day, hour)),
  'НачалоМинуты BegOfMinute': start(([year, month, day, hour, minute]) =>
    BslDate.of(year, month, day, hour, minute),
  ),
  'КонецГода EndOfYear': end(([year]) => timeOf(year + 1, 1, 1)),
  'КонецКвартала EndOfQuarter': end(([year, month]) => timeOf(year, quarter(month) + 3, 1)),
  'КонецМесяца EndOfMonth': end(([year, month]) => timeOf(year, month + 1, 1)),
  'КонецНедели EndOfWeek': end((_, date) => date.startOfDay + (8 - date.weekday) * DAY),
  'КонецДня EndOfDay': end((_, date) => date.startOfDay + DAY),
  'КонецЧаса EndOfHour': end(([year, month, day, hour]) => timeOf(year, month, day, hour + 1)),
  'КонецМинуты EndOfMinute': end(([year, month, day, hour, minute]) =>
    timeOf(year, month, day, hour, minute + 1),
  ),
  'ДобавитьМесяц AddMonth': (date: unknown, months: unknown) =>
    addMonths(dateOf(date), integer(months, 2)),
  'ДеньГода DayOfYear': (date: unknown) => dayOfYear(dateOf(date)),
  'ДеньНедели DayOfWeek WeekDay': (date: unknown) => dateOf(date).weekday,
  'НеделяГода WeekOfYear': (date: unknown) => weekOfYear(dateOf(date)),
  'МестноеВремя ToLocalTime': (date: unknown) => BslDate.local(new Date(dateOf(date).time)),
  'УниверсальноеВремя ToUniversalTime': (date: unknown) =>
    new BslDate(dateOf(date).asLocal.getTime()),
  'ЧасовойПояс TimeZone': () => Intl.DateTimeFormat().resolvedOptions().timeZone,
};
