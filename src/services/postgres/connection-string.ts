import {
  hostInUrl,
  parseUrl,
  type Refuse,
  userInUrl,
} from '../../core/connection/connection-url.js';

/** The parameters of a connection string, and the environment variables with their defaults. */
const KNOWN: Readonly<Record<string, string | undefined>> = {
  host: 'PGHOST',
  port: 'PGPORT',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  dbname: 'PGDATABASE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  application_name: 'PGAPPNAME',
  options: 'PGOPTIONS',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  schema: undefined,
  service: 'PGSERVICE',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
  load_balance_hosts: 'PGLOADBALANCEHOSTS',
};

/** Parameters of other clients that have no effect here: users paste strings from everywhere. */
const IGNORED = new Set([
  ...['channel_binding', 'client_encoding', 'fallback_application_name', 'gssencmode'],
  ...['hostaddr', 'keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count'],
  ...['tcp_user_timeout', 'pgbouncer', 'connection_limit', 'pool_timeout'],
  ...['sslnegotiation', 'sslsni'],
]);

/** What libpq would refuse to connect without, and OInt does not have. */
const UNSUPPORTED: Readonly<Record<string, RegExp>> = {
  channel_binding: /^require$/,
  gssencmode: /^require$/,
  hostaddr: /./,
  sslnegotiation: /^direct$/,
  ssl: /^(?!true$)/,
};

export const TAKES =
  'a connection string, such as postgresql://user:password@host:5432/database, or an open connection';

/** The parts of a connection string; `password` is as written. */
export type Parts = Readonly<Record<string, string>>;

/** Parses a connection string: a URL, or `host=… user=… password='…'`. */
export function partsOf(text: string, refuse: Refuse): Parts {
  const parts = /^postgres(ql)?:\/\//i.test(text)
    ? fromUrl(text, refuse)
    : fromPairs(text.trim(), refuse);
  return checked(parts, refuse);
}

/** The parts, if OInt knows all of them and can do what they say. */
export function checked(parts: Parts, refuse: Refuse): Parts {
  for (const [name, value] of Object.entries(parts)) {
    if (UNSUPPORTED[name]?.test(value)) {
      throw refuse(`has ${name}=${value}, which is not supported`, `Remove ${name}.`);
    }
    if (Object.hasOwn(KNOWN, name) || name === 'ssl') continue;
    if (IGNORED.has(name)) continue;
    throw refuse(`has an unknown parameter "${name}"`, `The parameters are: ${names()}.`);
  }
  // As libpq reads it, for strings of JDBC.
  return parts.ssl ? { sslmode: 'require', ...parts } : parts;
}

/** The environment variable with the default of a parameter. */
export function variableOf(name: string): string | undefined {
  return KNOWN[name];
}

function names(): string {
  return Object.keys(KNOWN).join(', ');
}

const FORM = 'postgresql://user@host:port/database';

function fromUrl(text: string, refuse: Refuse): Parts {
  const { user, password, servers, database, query } = parseUrl(text, FORM, refuse);
  return given({
    user,
    host: servers.map(({ host }) => host).join(','),
    port: servers.map(({ port }) => port).join(','),
    dbname: database,
    ...Object.fromEntries(query),
    ...(password !== undefined && { password }),
  });
}

/** `host=localhost password='it\'s'`: libpq's other form, with `\` before a quote in a value. */
function fromPairs(text: string, refuse: Refuse): Parts {
  const found: Record<string, string> = {};
  const pair = /\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s\\']|\\.)*))(?=\s|$)/gsy;
  while (pair.lastIndex < text.length) {
    const match = pair.exec(text);
    if (!match) throw refuse('is neither a URL nor of the form host=… user=…', `Use ${TAKES}.`);
    found[match[1]!] = (match[2] ?? match[3] ?? '').replace(/\\(.)/gs, '$1');
  }
  return given(found);
}

function given(parts: Readonly<Record<string, string | undefined>>): Parts {
  return Object.fromEntries(
    Object.entries(parts).filter((part): part is [string, string] => Boolean(part[1])),
  );
}

/** A connection string as a URL. A password `env:NAME` is kept: it is looked up on use. */
export function connectionString(
  address: Readonly<{ host: string; port: string; database: string; login: string }>,
  password: string | undefined,
): string {
  const { host, port, database, login } = address;
  const ports = port.split(',');
  const servers = host.split(',').map((one, at) => `${hostInUrl(one)}:${ports[at] ?? ports[0]}`);
  const where = `${servers.join(',')}/${encodeURIComponent(database)}`;
  return `postgresql://${userInUrl(login, password)}@${where}`;
}
