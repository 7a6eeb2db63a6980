import { userInfo } from 'node:os';
import type { InputError } from '../../core/errors/errors.js';

/** The SSL modes of libpq. */
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** Where a database is, and the user: the content of a connection string. */
export interface Address {
  host: string;
  port: number;
  user: string;
  database: string;
  password: string | undefined;
  /** Where to look for a password that is not given; by default in `~/.pgpass`. */
  passFile: string | undefined;
  /** Undefined if not set: then the call's TLS options decide. */
  sslMode: SslMode | undefined;
  rootCert: string | undefined;
  cert: string | undefined;
  key: string | undefined;
  applicationName: string | undefined;
  /** Session settings: `-c search_path=shop`. */
  options: string | undefined;
  /** Where unqualified table names are looked up, as in Prisma's connection strings. */
  schema: string | undefined;
  /** In milliseconds. */
  connectTimeout: number | undefined;
}

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
};

/** Parameters of other clients that have no effect here: users paste strings from everywhere. */
const IGNORED = new Set([
  ...['channel_binding', 'client_encoding', 'fallback_application_name', 'gssencmode'],
  ...['hostaddr', 'keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count'],
  ...['tcp_user_timeout', 'load_balance_hosts', 'pgbouncer'],
  ...['connection_limit', 'pool_timeout', 'sslnegotiation', 'sslsni', 'target_session_attrs'],
]);

/** What libpq would refuse to connect without, and OInt does not have. */
const UNSUPPORTED: Readonly<Record<string, RegExp>> = {
  channel_binding: /^require$/,
  gssencmode: /^require$/,
  hostaddr: /./,
  sslnegotiation: /^direct$/,
  ssl: /^(?!true$)/,
  target_session_attrs: /^(?!any$)/,
};

export const TAKES =
  'a connection string, such as postgresql://user:password@host:5432/database, or an open connection';

/** The parts of a connection string; `password` is as written. */
export type Parts = Readonly<Record<string, string>>;

/** Creates the error for a connection string. It must not contain the string itself. */
export type Refuse = (what: string, hint?: string) => InputError;

/** Parses a connection string: a URL, or `host=… user=… password='…'`. */
export function partsOf(text: string, refuse: Refuse): Parts {
  const parts = /^postgres(ql)?:\/\//i.test(text)
    ? fromUrl(text, refuse)
    : fromPairs(text.trim(), refuse);
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

function names(): string {
  return Object.keys(KNOWN).join(', ');
}

/**
 * Not parsed with `new URL`: users write passwords with a plain `/` and `#` in them, and everything
 * between `//` and the last `@` is user and password.
 */
const URL_FORM =
  /^postgres(?:ql)?:\/\/(?:([^?]*)@)?(\[[^\]]*\]|[^:/?]*)(?::(\d*))?(?:\/([^?]*))?(?:\?(.*))?$/is;

function fromUrl(text: string, refuse: Refuse): Parts {
  const match = URL_FORM.exec(text);
  if (!match) throw refuse('is not a valid URL', severalHosts(text));
  const [, who = '', host = '', port, database, query = ''] = match;
  const colon = who.indexOf(':');
  const found: Record<string, string | undefined> = {
    user: decode(colon < 0 ? who : who.slice(0, colon), refuse),
    host: decode(host.replace(/^\[|\]$/g, ''), refuse),
    port,
    dbname: decode(database ?? '', refuse),
  };
  for (const pair of query.split('&').filter(Boolean)) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    found[decode(name, refuse)] = decode(value, refuse);
  }
  if (colon >= 0) found.password = who.slice(colon + 1);
  return given(found);
}

function severalHosts(text: string): string | undefined {
  return text.includes(',') ? 'Several hosts are not supported. Use one of them.' : undefined;
}

/** The start of a password in a URL that is looked up: `env:NAME`, but not `env%3ANAME`. */
export const REFERENCE = /^(env|file|cmd):/;

export function decodePassword(text: string, isUrl: boolean, refuse: Refuse): string {
  return isUrl ? decode(text, refuse) : text;
}

function decode(text: string, refuse: Refuse): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse(
      'has a % that is not followed by two hexadecimal digits',
      'Write a percent sign as %25 in a URL, or use GenerateConnectionString.',
    );
  }
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

/** Whether environment variables name the database, as for psql. */
export function environmentNamesOne(): boolean {
  return Boolean(process.env.PGHOST || process.env.PGDATABASE || process.env.PGUSER);
}

/** Variables by name, such as `process.env`. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The complete address: missing parts come from libpq's environment variables and defaults. */
export function addressOf(
  parts: Parts,
  refuse: Refuse,
  environment: Environment = process.env,
): Address {
  const read = (name: string) => {
    const variable = KNOWN[name];
    return parts[name] ?? ((variable && environment[variable]) || undefined);
  };
  const user = read('user') ?? userInfo().username;
  const seconds = numberOf(read('connect_timeout'), 'connect_timeout', refuse);
  return {
    host: read('host') ?? 'localhost',
    port: portOf(read('port') ?? '5432', refuse),
    user,
    database: read('dbname') ?? user,
    password: read('password'),
    passFile: read('passfile'),
    sslMode: sslModeOf(read('sslmode'), refuse),
    rootCert: read('sslrootcert'),
    cert: read('sslcert'),
    key: read('sslkey'),
    applicationName: read('application_name'),
    options: read('options'),
    schema: read('schema'),
    connectTimeout: seconds ? seconds * 1000 : undefined,
  };
}

function numberOf(text: string | undefined, name: string, refuse: Refuse): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw refuse(`has ${name}=${text}, which is not a number`);
}

function portOf(text: string, refuse: Refuse): number {
  const port = numberOf(text, 'port', refuse)!;
  if (port >= 1 && port <= 65_535) return port;
  throw refuse(`has the invalid port ${text}`, 'A port is 1 to 65535; the default is 5432.');
}

function sslModeOf(text: string | undefined, refuse: Refuse): SslMode | undefined {
  const found = SSL_MODES.find((mode) => mode === text);
  if (found || text === undefined) return found;
  throw refuse(`has the unknown sslmode=${text}`, `The modes are: ${SSL_MODES.join(', ')}.`);
}

/** Host and port as users know them: a socket in a directory, or `host:5432`. */
export function hostOf({ host, port }: Address): string {
  if (host.startsWith('/')) return `${host}/.s.PGSQL.${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A connection string as a URL. A password `env:NAME` is kept: it is looked up on use. */
export function connectionString(
  address: Readonly<{ host: string; port: string; database: string; login: string }>,
  password: string | undefined,
): string {
  const { host, port, database, login } = address;
  const scheme = password && REFERENCE.exec(password)?.[0];
  const shown = scheme
    ? scheme + encodeURIComponent(password.slice(scheme.length))
    : password && encodeURIComponent(password);
  const who = encodeURIComponent(login) + (shown ? `:${shown}` : '');
  const at =
    host.includes(':') && !host.startsWith('[') ? `[${host}]` : host.replaceAll('/', '%2F');
  return `postgresql://${who}@${at}:${port}/${encodeURIComponent(database)}`;
}
