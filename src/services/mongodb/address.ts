import type { ProxyServer } from '../../core/connection/proxy-settings.js';
import type { Options } from './options.js';

/** How the connection is encrypted, by the connection string. */
export interface TlsChoice {
  /** `undefined` if the string does not say it. */
  use: boolean | undefined;
  caFile: string | undefined;
  /** The file with the certificate of the client and its key. */
  certificateKeyFile: string | undefined;
  /** Accepts any certificate. */
  insecure: boolean;
  /** Accepts a certificate for another host. */
  anyHost: boolean;
}

export interface HostAndPort {
  /** A host name, an IP address, or the path of a socket. */
  host: string;
  port: number;
}

/** What a connection string says. */
export interface Address {
  /** True for `mongodb+srv://`: the servers are those that the DNS has for this host. */
  isSrv: boolean;
  hosts: readonly HostAndPort[];
  user: string | undefined;
  password: string | undefined;
  /** Empty if none is named. */
  database: string;
  options: Options;
  tls: TlsChoice;
  proxy: ProxyServer | undefined;
}

/** The content of a connection string. */
export class Destination {
  readonly address: Address;

  constructor(address: Address) {
    this.address = address;
  }
}

/** One server as users know it: host and port, or the path of a socket. */
function serverName({ host, port }: HostAndPort): string {
  if (host.includes('/')) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** All servers of an address, for messages. */
export function serversOf({ isSrv, hosts }: Address): string {
  return isSrv ? hosts[0]!.host : hosts.map(serverName).join(',');
}
