import type { ConnectionOptions } from 'node:tls';
import type { TlsSettings } from '../connection/tls-settings.js';
import type { Call } from '../definition/call.js';
import { type TlsOptions, tlsFor } from '../http/tls.js';

/** How a connection is encrypted, in the words of libpq. */
export const SSL_MODES = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** What a connection string says about the encryption. */
export interface EncryptionChoice {
  /** A path if it begins with a slash: the socket of a server on this machine. */
  host: string;
  /** Undefined if not set: then the call's TLS options decide. */
  sslMode: SslMode | undefined;
  /** The path of the certificate authority to trust. */
  rootCert: string | undefined;
  cert: string | undefined;
  key: string | undefined;
}

/** How this connection is encrypted. */
export interface Encryption {
  mode: SslMode;
  /** Options for the driver's `tls.connect`; `undefined` without encryption. */
  options: ConnectionOptions | undefined;
}

/**
 * The settings have priority over the connection string, which has priority over the call options.
 * By default it is as in psql and mysql: encrypted if the server supports it.
 */
export async function encryptionFor(
  call: Call,
  choice: EncryptionChoice,
  given: TlsSettings | undefined,
): Promise<Encryption> {
  const mode = modeFor(call, choice, given);
  if (mode === 'disable' || choice.host.startsWith('/'))
    return { mode: 'disable', options: undefined };
  const own = ownOptions(call, choice, given);
  const { options } = await tlsFor(call, own);
  // As in libpq, `require` verifies the certificate if a CA is set.
  const verify = mode.startsWith('verify') || (mode === 'require' && Boolean(own.ca));
  const anyName = mode === 'verify-ca' || mode === 'require';
  return {
    mode,
    options: {
      ...options,
      rejectUnauthorized: verify && !own.insecure,
      ...(anyName && { checkServerIdentity: () => undefined }),
    },
  };
}

function modeFor(call: Call, choice: EncryptionChoice, settings: TlsSettings | undefined): SslMode {
  if (settings?.use_tls === false) return 'disable';
  if (settings) return settings.accept_invalid_certs ? 'require' : 'verify-full';
  if (choice.sslMode) return choice.sslMode;
  const { ca, cert, key, insecure } = call.options;
  if (insecure) return 'require';
  return ca || cert || key ? 'verify-full' : 'prefer';
}

function ownOptions(
  { options }: Call,
  choice: EncryptionChoice,
  settings: TlsSettings | undefined,
): TlsOptions {
  const root = choice.rootCert === 'system' ? undefined : choice.rootCert;
  return {
    ca: settings?.ca_cert_path || root || options.ca,
    cert: choice.cert ?? options.cert,
    key: choice.key ?? options.key,
    insecure: settings ? settings.accept_invalid_certs : options.insecure,
  };
}
