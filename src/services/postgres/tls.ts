import type { ConnectionOptions } from 'node:tls';
import type { TlsSettings } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { type TlsOptions, tlsFor } from '../../core/http/tls.js';
import type { Address, SslMode } from './address.js';

/** How this connection is encrypted. */
export interface Encryption {
  mode: SslMode;
  /** Options for the driver's `tls.connect`; `undefined` without encryption. */
  options: ConnectionOptions | undefined;
}

/**
 * The settings have priority over the connection string, which has priority over the call options.
 * By default it is as in psql: encrypted if the server supports it.
 */
export async function encryptionFor(
  call: Call,
  address: Address,
  given: TlsSettings | undefined,
): Promise<Encryption> {
  const mode = modeFor(call, address, given);
  if (mode === 'disable' || address.host.startsWith('/'))
    return { mode: 'disable', options: undefined };
  const own = ownOptions(call, address, given);
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

function modeFor(call: Call, address: Address, settings: TlsSettings | undefined): SslMode {
  if (settings?.use_tls === false) return 'disable';
  if (settings) return settings.accept_invalid_certs ? 'require' : 'verify-full';
  if (address.sslMode) return address.sslMode;
  const { ca, cert, key, insecure } = call.options;
  if (insecure) return 'require';
  return ca || cert || key ? 'verify-full' : 'prefer';
}

function ownOptions(
  { options }: Call,
  address: Address,
  settings: TlsSettings | undefined,
): TlsOptions {
  const root = address.rootCert === 'system' ? undefined : address.rootCert;
  return {
    ca: settings?.ca_cert_path || root || options.ca,
    cert: address.cert ?? options.cert,
    key: address.key ?? options.key,
    insecure: settings ? settings.accept_invalid_certs : options.insecure,
  };
}
