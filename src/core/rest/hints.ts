/**
 * What to do about a service's own codes, where that is not clear from its words. A code is whatever
 * a server sends: only those of the table count, not what every object has (`constructor`).
 */
export function hintTable(
  hints: Readonly<Record<string, string>>,
): (code: string) => string | undefined {
  return (code) => (Object.hasOwn(hints, code) ? hints[code] : undefined);
}
