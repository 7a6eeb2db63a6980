import { ConnectionLog } from '../../core/connection/connection-log.js';
import type { TlsSettings } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { encryptionFor } from '../../core/sql/encryption.js';
import type { Address } from './address.js';
import { MysqlConnection } from './connection.js';

/** Connects to a server. */
export async function open(
  call: Call,
  address: Address,
  tls: TlsSettings | undefined,
  log = new ConnectionLog(call),
): Promise<MysqlConnection> {
  const encryption = await encryptionFor(call, address, tls);
  return MysqlConnection.open(call, address, encryption, log);
}
