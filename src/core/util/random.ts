/**
 * Hex digits that nobody can guess, two for each byte. Node's crypto is loaded here and not at the
 * start: most commands need none of it, and would feel it.
 */
export function randomHex(bytes: number): string {
  return process.getBuiltinModule('node:crypto').randomBytes(bytes).toString('hex');
}
