import type { ConnectionOptions } from 'node:tls';
import type { TlsSettings } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { type TlsOptions, tlsFor } from '../../core/http/tls.js';
import type { Address, SslMode } from './address.js';

/** How this connection is to be encrypted. */
export interface Encryption {
  mode: SslMode;
  /** What the driver hands on to `tls.connect`; none where there is no encryption. */
  options: ConnectionOptions | undefined;
}

/**
 * The settings that were given go before what the connection string says, and that before the call's
 * own options. Where nobody says anything it is as in psql: encrypted if the server can.
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
  // libpq: a connection that need not be verified still is where an authority is named for it.
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
