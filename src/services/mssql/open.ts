import { ConnectionLog } from '../../core/connection/connection-log.js';
import type { TlsSettings } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { encryptionFor } from '../../core/sql/encryption.js';
import type { Address } from './address.js';
import { MssqlConnection } from './connection.js';

/** Connects to a server. */
export async function open(
  call: Call,
  address: Address,
  tls: TlsSettings | undefined,
  log = new ConnectionLog(call),
): Promise<MssqlConnection> {
  // The call option that trusts every certificate has priority over the default.
  const usual = address.sslMode === 'verify-full' && !address.isStrict && call.options.insecure;
  const choice = usual ? { ...address, sslMode: undefined } : address;
  const encryption = await encryptionFor(call, choice, tls);
  return MssqlConnection.open(call, address, encryption, log);
}
