/**
 * What to do about a service's error codes, if its message does not make it clear. A server may
 * send any code: only those of the table count, not inherited properties (`constructor`).
 */
export function hintTable(
  hints: Readonly<Record<string, string>>,
): (code: string) => string | undefined {
  return (code) => (Object.hasOwn(hints, code) ? hints[code] : undefined);
}
