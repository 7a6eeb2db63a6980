import type { EncryptionChoice } from '../../core/sql/encryption.js';

/** Where a database is, and the user. */
export interface Address extends EncryptionChoice {
  /** A host name, an IP address, or the path of a socket. */
  host: string;
  port: number;
  user: string;
  /** Empty if none is chosen. */
  database: string;
  password: string | undefined;
  /** Whether the server's RSA key may come over an unencrypted connection. */
  trustsServerKey: boolean;
  /** The path of a PEM file with that key. */
  serverKeyPath: string | undefined;
  /** In milliseconds. */
  connectTimeout: number | undefined;
}

/** The content of a connection string. */
export class Destination {
  readonly address: Address;

  constructor(address: Address) {
    this.address = address;
  }
}

/** Host and port as users know them, or the path of a socket. */
export function hostOf({ host, port }: Pick<Address, 'host' | 'port'>): string {
  if (host.startsWith('/')) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
