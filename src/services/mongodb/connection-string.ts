import {
  hostInUrl,
  parseUrl,
  type Refuse,
  type UrlParts,
  userInUrl,
} from '../../core/connection/connection-url.js';
import type { ProxyServer } from '../../core/connection/proxy-settings.js';
import { withoutEnd } from '../../core/util/without-end.js';
import type { Address, HostAndPort, TlsChoice } from './address.js';
import { driverQuery, flagOf, type Options, optionOf, readOptions } from './options.js';

export const TAKES =
  'a connection string, such as mongodb://user:password@host:27017/database, or an open connection';

const FORM = 'mongodb://user:password@host:27017/database?name=value';

/** Parses a connection string. Its passwords are as written. */
export function addressIn(text: string, refuse: Refuse): Address {
  const [, srv] = /^mongodb(\+srv)?:\/\//i.exec(text) ?? [];
  if (!/^mongodb(\+srv)?:\/\//i.test(text)) throw refuse('is not a URL', `Use ${TAKES}.`);
  const isSrv = srv !== undefined;
  const parts = parseUrl(text, FORM, refuse);
  const { user, password, database } = parts;
  if (/[/\\ "$]/.test(database)) {
    throw refuse(`names a database with / \\ " $ or a space: ${database}`);
  }
  if (user === '' && password) throw refuse('has a password, but no user', `Its form is ${FORM}.`);
  const options = readOptions(parts.query, refuse);
  const address: Address = {
    isSrv,
    hosts: hostsIn(parts, isSrv, refuse),
    user: user || undefined,
    password: password || undefined,
    database,
    options,
    tls: tlsIn(options, isSrv, refuse),
    proxy: proxyIn(options, refuse),
  };
  if (optionOf(options, 'authMechanism') === 'PLAIN' && address.tls.use !== true) {
    throw refuse('has authMechanism=PLAIN without tls=true', 'It sends the password as it is.');
  }
  return address;
}

function hostsIn({ servers }: UrlParts, isSrv: boolean, refuse: Refuse): HostAndPort[] {
  if (isSrv && (servers.length > 1 || servers[0]!.port !== '')) {
    const hint = 'With mongodb+srv, the servers and their ports are in the DNS.';
    throw refuse('must have one host without a port', hint);
  }
  return servers.map(({ host, port }) => {
    if (host === '') throw refuse('has no host', `Its form is ${FORM}.`);
    if (host.includes('/')) {
      if (isSrv || !host.endsWith('.sock')) throw refuse('has a path that is not that of a socket');
    } else if (/[\s@]/.test(host)) {
      throw refuse('is not a valid URL', `Its form is ${FORM}.`);
    }
    return { host, port: portOf(port, refuse) };
  });
}

function portOf(text: string, refuse: Refuse): number {
  const port = Number(text || '27017');
  if (port >= 1 && port <= 65_535) return port;
  throw refuse(`has the invalid port ${text}`, 'A port is 1 to 65535; the default is 27017.');
}

function tlsIn(options: Options, isSrv: boolean, refuse: Refuse): TlsChoice {
  const [tls, ssl] = [flagOf(options, 'tls', refuse), flagOf(options, 'ssl', refuse)];
  if (tls !== undefined && ssl !== undefined && tls !== ssl) {
    throw refuse('has tls and ssl, which contradict each other');
  }
  const insecure = flagOf(options, 'tlsInsecure', refuse) ?? false;
  const other = ['tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames'].find((name) =>
    options.has(name),
  );
  if (options.has('tlsInsecure') && other) throw refuse(`has both tlsInsecure and ${other}`);
  const choice = {
    caFile: optionOf(options, 'tlsCAFile'),
    certificateKeyFile: optionOf(options, 'tlsCertificateKeyFile'),
    insecure: insecure || (flagOf(options, 'tlsAllowInvalidCertificates', refuse) ?? false),
    anyHost: insecure || (flagOf(options, 'tlsAllowInvalidHostnames', refuse) ?? false),
  };
  const isImplied = isSrv || Object.values(choice).some(Boolean) || undefined;
  return { ...choice, use: tls ?? ssl ?? isImplied };
}

function proxyIn(options: Options, refuse: Refuse): ProxyServer | undefined {
  const host = optionOf(options, 'proxyHost');
  const user = optionOf(options, 'proxyUsername');
  const password = optionOf(options, 'proxyPassword');
  const port = optionOf(options, 'proxyPort');
  if (host === undefined) {
    if (user === undefined && password === undefined && port === undefined) return undefined;
    throw refuse('has settings of a proxy, but no proxyHost');
  }
  if ((user === undefined) !== (password === undefined)) {
    throw refuse('must have proxyUsername and proxyPassword, or none of them');
  }
  const at = Number(port ?? '1080');
  if (!(Number.isInteger(at) && at >= 1 && at <= 65_535)) {
    throw refuse(`has proxyPort=${port}, which is not a port`);
  }
  return { type: 'socks5', host, port: at, user, password };
}

/** The connection string for the driver. */
export function driverString(address: Address): string {
  const { isSrv, hosts, user, password, database, options } = address;
  const who =
    user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@`;
  const where = isSrv
    ? hosts[0]!.host
    : hosts.map(({ host, port }) => driverHost(host, port)).join(',');
  // A user without a password has a certificate.
  const login = password === undefined ? who.replace(':@', '@') : who;
  const query = driverQuery(options);
  return `mongodb${isSrv ? '+srv' : ''}://${login}${where}/${encodeURIComponent(database)}${query && `?${query}`}`;
}

function driverHost(host: string, port: number): string {
  return host.includes('/') ? encodeURIComponent(host) : `${hostInUrl(host)}:${port}`;
}

/** A connection string. A password `env:NAME` is kept: it is looked up on use. */
export function connectionString(
  { address, database, login }: { address: string; database: string; login: string },
  password: string | undefined,
  query: readonly (readonly [name: string, value: string])[],
): string {
  const [, scheme = 'mongodb://', where = ''] = /^(mongodb(?:\+srv)?:\/\/)?(.*)$/is.exec(address)!;
  const who = login || password ? `${userInUrl(login, password)}@` : '';
  const options = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const hosts = withoutEnd(where, '/');
  return `${scheme}${who}${hosts}/${encodeURIComponent(database)}${options && `?${options}`}`;
}
