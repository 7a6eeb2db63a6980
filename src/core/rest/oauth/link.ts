import type { Call } from '../../definition/call.js';
import { InputError } from '../../errors/errors.js';
import { cut } from '../../util/cut.js';
import { codeChallenge, isCodeVerifier } from './pkce.js';
import type { OAuthVendor } from './vendor.js';

/** The fields of a link, by their names in the RFCs; `code_verifier` becomes its challenge. */
export type LinkFields = Readonly<Record<string, unknown>>;

/** Returns the link where a user authorizes an application (RFC 6749, section 4.1.1). */
export function authorizationLink(
  call: Call,
  vendor: OAuthVendor,
  { code_verifier: verifier, ...fields }: LinkFields,
  authorize = vendor.authorize,
): string {
  if (authorize === undefined) throw new Error('this vendor has no authorization endpoint');
  const link = new URL(authorize);
  const challenge = challengeOf(call, vendor, verifier);
  for (const [name, value] of Object.entries({ ...fields, ...challenge })) {
    const text = Array.isArray(value) ? value.join(vendor.scopeSeparator ?? ' ') : value;
    if (text !== undefined && text !== '') link.searchParams.set(name, String(text));
  }
  return link.href;
}

function challengeOf(call: Call, { pkce }: OAuthVendor, verifier: unknown): LinkFields {
  const hint =
    'A verifier is 43 to 128 random letters, digits, hyphens, periods, underscores or tildes. Save it: it is needed to exchange the code.';
  const wrong = (message: string) =>
    new InputError({ method: call.method, param: 'codeVerifier', message, hint });
  if (verifier === undefined || verifier === '') {
    if (!pkce) return {};
    throw wrong('this service requires a code verifier (PKCE)');
  }
  if (typeof verifier !== 'string' || !isCodeVerifier(verifier)) {
    throw wrong(`${call.label('codeVerifier')} is not a valid code verifier`);
  }
  return { code_challenge: codeChallenge(verifier), code_challenge_method: 'S256' };
}

/**
 * Returns the code from the redirect: the code itself, or the whole address, which users copy from the
 * browser.
 *
 * @throws {InputError} The address has no code.
 */
export function codeIn(call: Call, param: string, given: string): string {
  const text = given.trim();
  if (!/^[a-z][\w+.-]*:\/\/\S+$/i.test(text) || !URL.canParse(text)) return text;
  const { searchParams } = new URL(text);
  const code = searchParams.get('code');
  if (code) {
    call.redactor.add(code);
    return code;
  }
  const error = cut(searchParams.get('error') ?? '', 100) || undefined;
  const message = `${call.label(param)}: the address has no code${error ? `, but the error ${error}` : ''}`;
  throw new InputError({ method: call.method, param, message: call.redactor.text(message) });
}
