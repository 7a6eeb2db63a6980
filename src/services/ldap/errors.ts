import type { Call } from '../../core/definition/call.js';
import {
  ConnectionError,
  OintError,
  ResponseError,
  ServiceError,
} from '../../core/errors/errors.js';
import type { NotLdap } from './frames.js';

/** The names of the result codes (RFC 4511, appendix A), by which users search for them. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'operationsError',
  2: 'protocolError',
  3: 'timeLimitExceeded',
  4: 'sizeLimitExceeded',
  7: 'authMethodNotSupported',
  8: 'strongerAuthRequired',
  10: 'referral',
  11: 'adminLimitExceeded',
  12: 'unavailableCriticalExtension',
  13: 'confidentialityRequired',
  14: 'saslBindInProgress',
  16: 'noSuchAttribute',
  17: 'undefinedAttributeType',
  18: 'inappropriateMatching',
  19: 'constraintViolation',
  20: 'attributeOrValueExists',
  21: 'invalidAttributeSyntax',
  32: 'noSuchObject',
  33: 'aliasProblem',
  34: 'invalidDNSyntax',
  36: 'aliasDereferencingProblem',
  48: 'inappropriateAuthentication',
  49: 'invalidCredentials',
  50: 'insufficientAccessRights',
  51: 'busy',
  52: 'unavailable',
  53: 'unwillingToPerform',
  54: 'loopDetect',
  64: 'namingViolation',
  65: 'objectClassViolation',
  66: 'notAllowedOnNonLeaf',
  67: 'notAllowedOnRDN',
  68: 'entryAlreadyExists',
  69: 'objectClassModsProhibited',
  71: 'affectsMultipleDSAs',
  80: 'other',
};

const HINTS: Readonly<Record<number, string | ((call: Call) => string)>> = {
  3: 'Ask for less: a smaller base, a more precise filter, fewer attributes.',
  4: 'Ask for less: a smaller base or a more precise filter. The server limits this user.',
  8: 'The server requires an encrypted connection or another kind of login.',
  10: 'Another server has this part of the directory. Connect to that one.',
  11: 'Ask for less: a smaller base or a more precise filter. The server limits this user.',
  13: (call) =>
    `The server requires an encrypted connection: use ldaps:// or StartTLS ('tls':true in ${call.destination}).`,
  32: 'Check the DN.',
  34: 'Check the DN. In its values, a comma is written \\,.',
  48: 'The server does not accept this kind of login for this entry.',
  49: (call) => `Check bind_dn and password in ${call.destination}.`,
  50: 'This user is not allowed to do that.',
  53: 'The server refuses it by its own rules: its message says why.',
  65: 'Check which attributes the object classes require and allow.',
  66: 'Delete the entries below it first.',
};

/** Results that pass. */
const BUSY = 51;
const UNAVAILABLE = 52;

/** A result of the server that is not success. */
export interface Refusal {
  status: number;
  errorMessage?: string | undefined;
  matchedDN?: string | undefined;
}

/** The error for a refusal. `what` names the operation: `search in dc=example`. */
export function refusal(
  call: Call,
  { status, errorMessage = '', matchedDN = '' }: Refusal,
  what: string,
  referrals: readonly string[] = [],
): ServiceError {
  const reason = NAMES[status] ?? `code ${status}`;
  const said = errorMessage.trim();
  const to = referrals.length > 0 ? `; ask ${referrals.join(', ')}` : '';
  const hint = HINTS[status];
  return new ServiceError({
    method: call.method,
    reason,
    details: call.redactor.deep({
      code: status,
      ...(matchedDN !== '' && { matchedDN }),
      ...(referrals.length > 0 && { referrals }),
    }) as Record<string, unknown>,
    message: call.redactor.text(
      `${what}: ${reason} (${status})${said === '' ? '' : `: ${said}`}${to}`,
    ),
    hint: typeof hint === 'function' ? hint(call) : hint,
    busy: status === BUSY || status === UNAVAILABLE,
  });
}

/** What the driver throws, as one of ours. */
export function failureOf(call: Call, thrown: unknown, what: string, address: string): unknown {
  if (thrown instanceof OintError || !(thrown instanceof Error)) return thrown;
  const { code } = thrown as { code?: unknown };
  if (typeof code === 'number') {
    // The driver adds the code to the server's message.
    const at = thrown.message.lastIndexOf('Code: 0x');
    const errorMessage = at < 0 ? thrown.message : thrown.message.slice(0, at);
    return refusal(call, { status: code, errorMessage }, what);
  }
  if (/^(Connection closed|Socket )/.test(thrown.message)) {
    return new ConnectionError({
      method: call.method,
      reason: 'ECONNRESET',
      sent: true,
      retryable: true,
      message: `${address} closed the connection without a response (${what})`,
      hint: 'Check the port and the encryption: ldaps:// usually has port 636, and ldap:// 389.',
      cause: thrown,
    });
  }
  return new ResponseError({
    method: call.method,
    message: call.redactor.text(`the response of ${address} cannot be read: ${thrown.message}`),
    cause: thrown,
  });
}

export function notLdap({ method }: Call, address: string, cause: NotLdap): ResponseError {
  return new ResponseError({
    method,
    message: `${address} is not an LDAP server: it sent ${cause.message}`,
    hint: 'Check the port and the encryption: ldaps:// usually has port 636, and ldap:// 389.',
    cause,
  });
}
