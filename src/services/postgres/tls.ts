import type { ConnectionOptions } from 'node:tls';
import type { Call } from '../../core/definition/call.js';
import { record } from '../../core/definition/kinds/index.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { type TlsOptions, tlsFor } from '../../core/http/tls.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import type { Address, SslMode } from './address.js';

/** How a connection is encrypted, as GetTlsSettings puts it together. */
export interface TlsSettings {
  use_tls: boolean;
  /** Takes any certificate: for a test server. */
  accept_invalid_certs: boolean;
  /** Path of a PEM file with the authority to trust; empty for the usual ones. */
  ca_cert_path?: string;
}

export const tls = record('TLS settings, as GetTlsSettings makes them', {
  local: true,
  optional: true,
});

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
  given: JsonRecord | undefined,
): Promise<Encryption> {
  const mode = modeFor(call, address, given && readSettings(call, given));
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

function ownOptions(call: Call, address: Address, given: JsonRecord | undefined): TlsOptions {
  const settings = given && readSettings(call, given);
  const { options } = call;
  const root = address.rootCert === 'system' ? undefined : address.rootCert;
  return {
    ca: settings?.ca_cert_path || root || options.ca,
    cert: address.cert ?? options.cert,
    key: address.key ?? options.key,
    insecure: settings ? settings.accept_invalid_certs : options.insecure,
  };
}

const KEYS = ['use_tls', 'accept_invalid_certs', 'ca_cert_path'];

function readSettings(call: Call, given: JsonRecord): TlsSettings {
  const { use_tls = true, accept_invalid_certs = false, ca_cert_path } = given;
  const path = ca_cert_path ?? '';
  const known = Object.keys(given).every((key) => KEYS.includes(key));
  const flags = typeof use_tls === 'boolean' && typeof accept_invalid_certs === 'boolean';
  if (known && flags && typeof path === 'string') {
    return { use_tls, accept_invalid_certs, ca_cert_path: path };
  }
  const context = callContext(call, 'tls');
  throw refuse(given, context, `TLS settings of ${KEYS.join(', ')}, as GetTlsSettings makes them`);
}
