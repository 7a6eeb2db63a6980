/** How values travel where a service has a form of its own: the `as` of a param. */

/** A flag as `Y` or `N`. */
export function yesNo(value: boolean): string {
  return value ? 'Y' : 'N';
}

/** A point in time as whole seconds since 1970-01-01 UTC. */
export function unixSeconds(value: Date): number {
  return Math.floor(value.getTime() / 1000);
}

/** A list as one text: `a,b,c`. */
export function commaSeparated(value: readonly string[]): string {
  return value.join(',');
}

/** An ID that is digits as a number, where it fits; else as it is. */
export function numberIfWhole(value: string): number | string {
  return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}
