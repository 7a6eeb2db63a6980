/**
 * Random hex digits that cannot be guessed, two for each byte. Node's crypto is loaded here and not
 * at startup: most commands do not need it, and it would slow them down.
 */
export function randomHex(bytes: number): string {
  return process.getBuiltinModule('node:crypto').randomBytes(bytes).toString('hex');
}
