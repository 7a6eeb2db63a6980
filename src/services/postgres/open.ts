import { ConnectionLog } from '../../core/connection/connection-log.js';
import type { TlsSettings } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { encryptionFor } from '../../core/sql/encryption.js';
import type { Address, Destination } from './address.js';
import { PostgresConnection } from './connection.js';
import { firstOf } from './failover.js';
import { passwordFor } from './pass-file.js';

/** Connects to a server of the destination. */
export function open(
  call: Call,
  destination: Destination,
  tls: TlsSettings | undefined,
  log = new ConnectionLog(call),
): Promise<PostgresConnection> {
  return firstOf(call, destination, async (address) => {
    const whole = await withPassword(call, address);
    const encryption = await encryptionFor(call, whole, tls);
    return PostgresConnection.open(call, whole, encryption, log);
  });
}

/** The address with the password of the user's password file, which is not for a model's server. */
async function withPassword(call: Call, address: Address): Promise<Address> {
  if (address.password !== undefined || !call.access.trusted) return address;
  const warn = (what: string) => call.debug(() => `  ${what}`);
  const password = await passwordFor(address, warn);
  call.redactor.add(password);
  return password === undefined ? address : { ...address, password };
}
