/** Conversions of values for services with their own formats: the `as` of a param. */

/** A boolean as `Y` or `N`. */
export function yesNo(value: boolean): string {
  return value ? 'Y' : 'N';
}

/** A date as whole seconds since 1970-01-01 UTC. */
export function unixSeconds(value: Date): number {
  return Math.floor(value.getTime() / 1000);
}

/** A list as one string: `a,b,c`. */
export function commaSeparated(value: readonly string[]): string {
  return value.join(',');
}

/** An ID of digits as a number, if it fits; otherwise unchanged. */
export function numberIfWhole(value: string): number | string {
  return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}
