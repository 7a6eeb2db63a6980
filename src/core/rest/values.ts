/** Conversions of values for services with their own formats: the `as` of a param. */

/** A boolean as `Y` or `N`. */
export function yesNo(value: boolean): string {
  return value ? 'Y' : 'N';
}

/** A date as whole seconds since 1970-01-01 UTC. */
export function unixSeconds(value: Date): number {
  return Math.floor(value.getTime() / 1000);
}

/**
 * A date as its day: `2026-01-31`. Midnight of this machine's time zone is a day there, as in scripts;
 * any other time is a day in UTC, as a date without a time is.
 */
export function calendarDay(value: Date): string {
  const isLocal =
    value.getHours() === 0 &&
    value.getMinutes() === 0 &&
    value.getSeconds() === 0 &&
    value.getMilliseconds() === 0;
  const moved = isLocal ? value.getTime() - value.getTimezoneOffset() * 60_000 : value.getTime();
  return new Date(moved).toISOString().slice(0, 10);
}

/** A list as one string: `a,b,c`. */
export function commaSeparated(value: readonly string[]): string {
  return value.join(',');
}

/** An ID of digits as a number, if it fits; otherwise unchanged. */
export function numberIfWhole(value: string): number | string {
  return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}
