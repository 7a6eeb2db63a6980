import type { EncryptionChoice } from '../../core/sql/encryption.js';

/** Where a database is, and the user. */
export interface Address extends EncryptionChoice {
  host: string;
  port: number;
  user: string;
  /** Empty for the user's default database. */
  database: string;
  password: string | undefined;
  /** The Windows domain of a login with NTLM; undefined for a login of SQL Server. */
  domain: string | undefined;
  /** The name in the server's certificate, if it is not the host. */
  certificateName: string | undefined;
  /** True if TLS comes first, as in TDS 8.0. */
  isStrict: boolean;
  /** True if a copy of the database that cannot be written to is enough. */
  readOnlyIntent: boolean;
  appName: string;
  workstation: string | undefined;
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

/** Host and port for messages. */
export function hostOf({ host, port }: Pick<Address, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
