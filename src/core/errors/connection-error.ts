import type { Call } from '../definition/call.js';
import { ConnectionError } from './errors.js';

interface Meaning {
  says(host: string): string;
  hint?: string | ((call: Call) => string | undefined);
  /** False where asking again cannot help. */
  retryable?: boolean;
  /** True where the request certainly did not reach the server. */
  unsent?: boolean;
}

const checkAddress = (call: Call) => `Check ${call.destination}.`;
const trust = ({ labels }: Call) => {
  const ca = labels.callOptions({ ca: 'authority.pem' });
  const insecure = labels.callOptions({ insecure: true });
  return ca && `To trust its certificate authority: ${ca}; for a test server: ${insecure}`;
};
const clientCertificate = ({ labels }: Call) => {
  const own = labels.callOptions({ cert: 'client.pem', key: 'client.key' });
  return own && `Give yours: ${own}`;
};
const tls = (says: Meaning['says'], hint: Meaning['hint'] = trust): Meaning => ({
  says,
  hint,
  retryable: false,
  unsent: true,
});
const untrusted = tls((host) => `the certificate of ${host} is not trusted`);

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: {
    says: (host) => `nothing answers at ${host} (connection refused)`,
    hint: 'Is the server running, and is the port right?',
    unsent: true,
  },
  ENOTFOUND: {
    says: (host) => `there is no host ${host}`,
    hint: checkAddress,
    retryable: false,
    unsent: true,
  },
  EAI_AGAIN: { says: (host) => `the name ${host} could not be looked up just now`, unsent: true },
  EHOSTUNREACH: { says: (host) => `there is no way to ${host}`, unsent: true },
  ENETUNREACH: { says: (host) => `there is no network to ${host}`, unsent: true },
  ECONNRESET: {
    says: (host) => `${host} closed the connection before it answered`,
    hint: 'Try again. If it never answers: is it http:// or https:// that it speaks?',
  },
  EPIPE: {
    says: (host) => `${host} closed the connection while the request was being sent`,
    hint: 'Perhaps it takes nothing so large.',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  CERT_HAS_EXPIRED: tls((host) => `the certificate of ${host} has expired`),
  CERT_NOT_YET_VALID: tls(
    (host) => `the certificate of ${host} is not valid yet`,
    "Is this machine's clock right?",
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: tls(
    (host) => `the certificate that ${host} shows is for another name`,
    checkAddress,
  ),
  EPROTO: tls(
    (host) => `${host} does not speak TLS, or not a version of it that is still safe`,
    'Is it http:// and not https://?',
  ),
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: tls(
    (host) => `${host} wants a certificate from its clients`,
    clientCertificate,
  ),
  HPE_INVALID_CONSTANT: {
    says: (host) => `${host} answered with something that is not HTTP`,
    hint: (call) => `Check ${call.destination}: is it https:// and not http://, is the port right?`,
    retryable: false,
  },
  HPE_HEADER_OVERFLOW: {
    says: (host) => `${host} answered with more headers than can be taken`,
    retryable: false,
  },
};

/** What broke, and how far it had come. */
interface Broken {
  /** Host and port, as people know them. */
  host: string;
  /** What was being done: `POST http://…`. */
  what: string;
  error: Error;
  /** False until the connection stands: nothing of the request can have arrived. */
  connected: boolean;
  /** What to do where nothing was sent, in place of the usual hint. */
  hintUnsent?: string | undefined;
  /** What to do, in place of the usual hint. */
  hint?: string | undefined;
}

/** What the system says when a connection fails, in words that say what to do. */
export function brokenConnection(
  call: Call,
  { host, what, error, connected, hintUnsent, hint }: Broken,
): ConnectionError {
  const code = codeOf(error);
  const meaning = meaningOf(code, error);
  const usual = typeof meaning.hint === 'function' ? meaning.hint(call) : meaning.hint;
  return new ConnectionError({
    method: call.method,
    message: call.redactor.text(`${meaning.says(host)} (${what})`),
    hint: hint ?? ((meaning.unsent && hintUnsent) || usual),
    reason: code,
    sent: connected && !meaning.unsent,
    retryable: meaning.retryable ?? true,
    cause: error,
  });
}

function meaningOf(code: string, error: Error): Meaning {
  const known = MEANINGS[code];
  if (known) return known;
  if (code.startsWith('HPE_')) return MEANINGS.HPE_INVALID_CONSTANT!;
  if (code.startsWith('ERR_SSL_')) return MEANINGS.EPROTO!;
  if (code.includes('CERT')) {
    return tls((host) => `the certificate of ${host} is not accepted: ${error.message} (${code})`);
  }
  return { says: (host) => `the connection to ${host} failed: ${error.message} (${code})` };
}

/** Node wraps the failures of a host's several addresses in one error without a message. */
function codeOf(error: Error & { code?: string; errors?: readonly { code?: string }[] }): string {
  return error.code ?? error.errors?.[0]?.code ?? error.name;
}
