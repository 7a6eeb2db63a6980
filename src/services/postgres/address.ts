import { userInfo } from 'node:os';
import type { Refuse } from '../../core/connection/connection-url.js';
import { type EncryptionChoice, SSL_MODES, type SslMode } from '../../core/sql/encryption.js';
import { type Parts, variableOf } from './connection-string.js';
import { type Server, serversIn } from './servers.js';
import { type SessionKind, sessionKindOf } from './session-kind.js';

/** Where a database is, and the user. */
export interface Address extends Server, EncryptionChoice {
  user: string;
  database: string;
  password: string | undefined;
  /** Where to look for a password that is not given; by default in `~/.pgpass`. */
  passFile: string | undefined;
  applicationName: string | undefined;
  /** Session settings: `-c search_path=shop`. */
  options: string | undefined;
  /** Where unqualified table names are looked up, as in Prisma's connection strings. */
  schema: string | undefined;
  /** In milliseconds. */
  connectTimeout: number | undefined;
}

/** The content of a connection string: a server, or several of which one is used. */
export class Destination {
  /** In the order of the connection string. */
  readonly addresses: readonly Address[];
  readonly session: SessionKind;
  /** Whether to try them in random order. */
  readonly isRandom: boolean;

  constructor(addresses: readonly Address[], session: SessionKind, isRandom: boolean) {
    this.addresses = addresses;
    this.session = session;
    this.isRandom = isRandom;
  }
}

/** Whether environment variables name the database, as for psql. */
export function environmentNamesOne(): boolean {
  const { PGHOST, PGDATABASE, PGUSER, PGSERVICE } = process.env;
  return Boolean(PGHOST || PGDATABASE || PGUSER || PGSERVICE);
}

/** Variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The complete destination: missing parts come from libpq's environment variables and defaults. */
export function destinationOf(
  parts: Parts,
  refuse: Refuse,
  environment: Environment = process.env,
): Destination {
  const read = (name: string) => {
    const variable = variableOf(name);
    return parts[name] ?? ((variable && environment[variable]) || undefined);
  };
  const user = read('user') ?? userInfo().username;
  const seconds = numberOf(read('connect_timeout'), 'connect_timeout', refuse);
  const login = {
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
  const servers = serversIn(read('host') ?? '', read('port') ?? '', refuse);
  return new Destination(
    servers.map((server) => ({ ...server, ...login })),
    sessionKindOf(read('target_session_attrs'), refuse),
    isRandom(read('load_balance_hosts'), refuse),
  );
}

function isRandom(text: string | undefined, refuse: Refuse): boolean {
  if (text === undefined || text === 'disable' || text === 'random') return text === 'random';
  throw refuse(`has the unknown load_balance_hosts=${text}`, 'The values are: disable, random.');
}

function numberOf(text: string | undefined, name: string, refuse: Refuse): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw refuse(`has ${name}=${text}, which is not a number`);
}

function sslModeOf(text: string | undefined, refuse: Refuse): SslMode | undefined {
  const found = SSL_MODES.find((mode) => mode === text);
  if (found || text === undefined) return found;
  throw refuse(`has the unknown sslmode=${text}`, `The modes are: ${SSL_MODES.join(', ')}.`);
}
