import type { Refuse } from '../../core/connection/connection-url.js';

/** The port of SQL Server's default instance. */
export const DEFAULT_PORT = 1433;

/** `host\instance,port` */
const SERVER = /^(\[[^\]]*\]|[^\\,]*)(?:\\([^\\,]*))?(?:,\s*(\d*))?$/;

/** An address of IPv6 without brackets. */
const IPV6 = /^([\da-f.]*:[\da-f.]*:[\da-f:.]*)(?=,|$)/i;

/**
 * The host and port of a server name. The port of a named instance is not asked of SQL Server
 * Browser: that is a service of its own, over UDP, which firewalls seldom let through.
 */
export function serverIn(text: string, refuse: Refuse): { host: string; port: number } {
  const [, protocol] = /^([a-z]{2,}):(?!\d+$)/i.exec(text) ?? [];
  if (protocol !== undefined && !/^tcp$/i.test(protocol)) {
    const hint = 'Only TCP is supported: Server=host,1433.';
    throw refuse(`has the protocol ${protocol}: in Server`, hint);
  }
  const address = protocol === undefined ? text : text.slice('tcp:'.length);
  const [, name = '', instance = '', digits = ''] =
    SERVER.exec(address.replace(IPV6, '[$1]')) ?? [];
  if (/^\(localdb\)$/i.test(name)) {
    throw refuse('names a LocalDB', 'It has no TCP port. Use a server with TCP/IP enabled.');
  }
  const host = /^(\.|\(local\)|\(localhost\))$/i.test(name)
    ? 'localhost'
    : name.replace(/^\[|\]$/g, '');
  if (host === '') throw refuse('has a Server without a host', 'Its form is Server=host,1433.');
  if (/:\d+$/.test(name) && !name.startsWith('[')) {
    throw refuse('has a colon before the port', 'SQL Server uses a comma: Server=host,1433.');
  }
  if (digits === '' && instance !== '' && !/^mssqlserver$/i.test(instance)) {
    const hint = 'Its port is not asked of SQL Server Browser. Write it: Server=host,port.';
    throw refuse(`names the instance ${instance} without its port`, hint);
  }
  const port = digits === '' ? DEFAULT_PORT : Number(digits);
  if (port >= 1 && port <= 65_535) return { host, port };
  throw refuse(
    `has the invalid port ${digits.slice(0, 20)}`,
    'A port is 1 to 65535; the default is 1433.',
  );
}
