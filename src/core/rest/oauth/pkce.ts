/**
 * A code verifier (RFC 7636, section 4.1): 43 random characters. Node's crypto is loaded here and
 * not at startup, because most commands do not need it.
 */
export function newCodeVerifier(): string {
  return crypto().randomBytes(32).toString('base64url');
}

/** The challenge of a verifier, by S256. */
export function codeChallenge(verifier: string): string {
  return crypto().createHash('sha256').update(verifier).digest('base64url');
}

/** Whether a text is a valid verifier. */
export function isCodeVerifier(text: string): boolean {
  return /^[\w.~-]{43,128}$/.test(text);
}

function crypto() {
  return process.getBuiltinModule('node:crypto');
}
