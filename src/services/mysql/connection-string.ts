import { userInfo } from 'node:os';
import {
  hostInUrl,
  parseUrl,
  type Refuse,
  userInUrl,
} from '../../core/connection/connection-url.js';
import type { Address } from './address.js';
import { optionIn } from './options.js';

export const TAKES =
  'a connection string, such as mysql://user:password@host:3306/database, or an open connection';

const FORM = 'mysql://user:password@host:3306/database';

/** Parses a connection string. Its password is as written. */
export function addressIn(text: string, refuse: Refuse): Address {
  if (!/^(mysql|mariadb):\/\//i.test(text)) throw refuse('is not a URL', `Use ${TAKES}.`);
  const { user, password, servers, database, query } = parseUrl(text, FORM, refuse);
  if (servers.length > 1) throw refuse('has several servers', 'Name one server.');
  const [{ host, port }] = servers as [(typeof servers)[0]];
  const options = query.map(([name, value]) => optionIn(name, value, refuse));
  return Object.assign(
    {
      host: host || 'localhost',
      port: portOf(port, refuse),
      user: user || userInfo().username,
      database,
      password: password || undefined,
      ...{ sslMode: undefined, rootCert: undefined, cert: undefined, key: undefined },
      ...{ trustsServerKey: false, serverKeyPath: undefined, connectTimeout: undefined },
    },
    ...options,
  );
}

function portOf(text: string, refuse: Refuse): number {
  const port = Number(text || '3306');
  if (port >= 1 && port <= 65_535) return port;
  throw refuse(`has the invalid port ${text}`, 'A port is 1 to 65535; the default is 3306.');
}

/** A connection string. A password `env:NAME` is kept: it is looked up on use. */
export function connectionString(
  address: Readonly<{ host: string; port: string; database: string; login: string }>,
  password: string | undefined,
): string {
  const { host, port, database, login } = address;
  const who = login || password ? `${userInUrl(login, password)}@` : '';
  return `mysql://${who}${hostInUrl(host)}:${port}/${encodeURIComponent(database)}`;
}
