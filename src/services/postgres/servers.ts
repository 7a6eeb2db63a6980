import type { Refuse } from '../../core/connection/connection-url.js';

/** A server of a connection string: a host name, an IP address, or the directory of a socket. */
export interface Server {
  host: string;
  port: number;
}

/**
 * The servers of libpq's `host` and `port`, which can be lists: `host=a,b port=5432,5433`. A single
 * port is that of every host, and an empty item is the default.
 */
export function serversIn(hosts: string, ports: string, refuse: Refuse): Server[] {
  const names = hosts.split(',');
  const numbers = ports.split(',');
  if (numbers.length > 1 && numbers.length !== names.length) {
    const hint = 'Write one port for each host, or one port for all of them.';
    throw refuse(`has ${names.length} hosts, but ${numbers.length} ports`, hint);
  }
  return names.map((name, at) => ({
    host: name.trim() || 'localhost',
    port: portOf(numbers[at] ?? numbers[0]!, refuse),
  }));
}

function portOf(text: string, refuse: Refuse): number {
  const port = Number(text.trim() || '5432');
  if (/^\d*$/.test(text.trim()) && port >= 1 && port <= 65_535) return port;
  throw refuse(`has the invalid port ${text}`, 'A port is 1 to 65535; the default is 5432.');
}

/** Host and port as users know them: a socket in a directory, or `host:5432`. */
export function hostOf({ host, port }: Server): string {
  if (host.startsWith('/')) return `${host}/.s.PGSQL.${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
