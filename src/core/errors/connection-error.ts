import type { Call } from '../definition/call.js';
import { ConnectionError } from './errors.js';

interface Meaning {
  says(host: string): string;
  hint?: string | ((call: Call) => string | undefined);
  /** False if a retry cannot help. */
  retryable?: boolean;
  /** True if the request certainly did not reach the server. */
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
  return own && `To use a client certificate: ${own}`;
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
    says: (host) => `could not connect to ${host}: connection refused`,
    hint: 'Check that the server is running, and check the port.',
    unsent: true,
  },
  ENOTFOUND: {
    says: (host) => `could not resolve ${host}: no such host`,
    hint: checkAddress,
    retryable: false,
    unsent: true,
  },
  EAI_AGAIN: { says: (host) => `could not resolve ${host}: temporary failure`, unsent: true },
  EHOSTUNREACH: { says: (host) => `could not connect to ${host}: no route to host`, unsent: true },
  ENETUNREACH: {
    says: (host) => `could not connect to ${host}: network is unreachable`,
    unsent: true,
  },
  ECONNRESET: {
    says: (host) => `${host} closed the connection without a response`,
    hint: 'Try again. If it fails again, check whether the server needs http:// or https://.',
  },
  EPIPE: {
    says: (host) => `${host} closed the connection while the request was being sent`,
    hint: 'The request may be too large for it.',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  CERT_HAS_EXPIRED: tls((host) => `the certificate of ${host} has expired`),
  CERT_NOT_YET_VALID: tls(
    (host) => `the certificate of ${host} is not valid yet`,
    'Check the clock of this machine.',
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: tls(
    (host) => `the certificate of ${host} is for a different host name`,
    checkAddress,
  ),
  EPROTO: tls(
    (host) => `${host} does not speak TLS, or only an insecure version of it`,
    'Check whether it needs http:// instead of https://.',
  ),
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: tls(
    (host) => `${host} requires a client certificate`,
    clientCertificate,
  ),
  HPE_INVALID_CONSTANT: {
    says: (host) => `the response from ${host} is not HTTP`,
    hint: (call) =>
      `Check ${call.destination}: the port, and whether it needs https:// instead of http://.`,
    retryable: false,
  },
  HPE_HEADER_OVERFLOW: {
    says: (host) => `the response headers from ${host} are too large`,
    retryable: false,
  },
};

/** What failed, and at what point. */
interface Broken {
  /** Host and port, for the message. */
  host: string;
  /** The request: `POST http://…`. */
  what: string;
  error: Error;
  /** False until the connection is established: nothing can have been sent yet. */
  connected: boolean;
  /** The hint if nothing was sent, instead of the usual one. */
  hintUnsent?: string | undefined;
  /** The hint, instead of the usual one. */
  hint?: string | undefined;
}

/** The error for a failed connection, with a hint about what to do. */
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
    return tls((host) => `the certificate of ${host} is not valid: ${error.message} (${code})`);
  }
  return { says: (host) => `connection to ${host} failed: ${error.message} (${code})` };
}

/** Node wraps the failures of a host with several addresses in one error without a message. */
function codeOf(error: Error & { code?: string; errors?: readonly { code?: string }[] }): string {
  return error.code ?? error.errors?.[0]?.code ?? error.name;
}
