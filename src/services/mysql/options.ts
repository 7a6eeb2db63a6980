import type { Refuse } from '../../core/connection/connection-url.js';
import type { SslMode } from '../../core/sql/encryption.js';
import type { Address } from './address.js';

/**
 * The options of connection strings. Every client has its own names for the same: `ssl-mode`,
 * `sslMode`, `ssl_mode`. An option is used, is known to change nothing here, or is refused.
 */

type Read = (value: string, refuse: Refuse, name: string) => Partial<Address>;

/** The names in mysql, in drivers for Java, and in MariaDB's. */
const SSL_MODES: Readonly<Record<string, SslMode>> = {
  disabled: 'disable',
  disable: 'disable',
  preferred: 'prefer',
  required: 'require',
  trust: 'require',
  verify_ca: 'verify-ca',
  'verify-ca': 'verify-ca',
  verify_identity: 'verify-full',
  'verify-full': 'verify-full',
};

const USED: Readonly<Record<string, Read>> = {
  sslmode(value, refuse, name) {
    const mode = SSL_MODES[value.toLowerCase()];
    if (mode) return { sslMode: mode };
    const known = 'DISABLED, PREFERRED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY';
    throw refuse(`has the unknown ${name}=${value}`, `The modes are: ${known}.`);
  },
  sslca: (path) => ({ rootCert: path }),
  sslcert: (path) => ({ cert: path }),
  sslkey: (path) => ({ key: path }),
  socket: (path) => ({ host: path }),
  allowpublickeyretrieval: (...given) => ({ trustsServerKey: isTrue(...given) }),
  getserverpublickey: (...given) => ({ trustsServerKey: isTrue(...given) }),
  serverpublickeypath: (path) => ({ serverKeyPath: path }),
  // Of drivers for Java and for Node, in milliseconds; of the others, in seconds: `connect_timeout`.
  connecttimeout: (value, refuse, name) => ({
    connectTimeout: numberOf(value, refuse, name) * (name === 'connect_timeout' ? 1000 : 1),
  }),
  ssl: forced,
  usessl: forced,
  requiressl: forced,
};

function forced(...given: Parameters<Read>): Partial<Address> {
  return { sslMode: isTrue(...given) ? 'require' : 'disable' };
}

function isTrue(value: string, refuse: Refuse, name: string): boolean {
  if (/^(true|1|yes|on)$/i.test(value)) return true;
  if (/^(false|0|no|off)$/i.test(value)) return false;
  throw refuse(`has ${name}=${value}, which is neither true nor false`);
}

function numberOf(value: string, refuse: Refuse, name: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw refuse(`has ${name}=${value}, which is not a number`);
}

/** What changes nothing here, if it has this value: users paste strings from everywhere. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  allowlocalinfile: /^(false|0)$/i,
  allowloadlocalinfile: /^(false|0)$/i,
  allowmultiqueries: /./,
  autoreconnect: /./,
  cacheprepstmts: /./,
  characterencoding: /^utf-?8(mb4)?$/i,
  charset: /^utf-?8(mb4)?(_\w+)?$/i,
  compress: /^(false|0)$/i,
  connectionlimit: /./,
  keepalive: /./,
  multiplestatements: /./,
  pooltimeout: /./,
  rewritebatchedstatements: /./,
  servertimezone: /^(utc|z|gmt|\+00:00)$/i,
  tcpkeepalive: /./,
  timezone: /^(utc|z|gmt|\+00:00)$/i,
  useunicode: /^(true|1)$/i,
  usecompression: /^(false|0)$/i,
};

/** What to do instead of an option that is refused. */
const INSTEAD: Readonly<Record<string, string>> = {
  allowlocalinfile: 'Name the file in the option "file" of ExecuteSQLQuery.',
  allowloadlocalinfile: 'Name the file in the option "file" of ExecuteSQLQuery.',
  servertimezone: 'Times are always in UTC: convert them where you show them.',
  timezone: 'Times are always in UTC: convert them where you show them.',
  charset: 'The connection always uses utf8mb4.',
  characterencoding: 'The connection always uses utf8mb4.',
};

/** What one option of a connection string says. */
export function optionIn(name: string, value: string, refuse: Refuse): Partial<Address> {
  const folded = name.toLowerCase().replace(/[-_]/g, '');
  if (Object.hasOwn(USED, folded)) return USED[folded]!(value, refuse, name);
  const isKnown = Object.hasOwn(HARMLESS, folded);
  if (isKnown && HARMLESS[folded]!.test(value)) return {};
  if (isKnown) {
    const hint = INSTEAD[folded] ?? `Remove ${name}.`;
    throw refuse(`has ${name}=${value}, which is not supported`, hint);
  }
  const known = [
    ...['ssl-mode', 'ssl-ca', 'ssl-cert', 'ssl-key', 'socket', 'connectTimeout'],
    ...['allowPublicKeyRetrieval', 'server-public-key-path'],
  ].join(', ');
  throw refuse(`has an unknown option "${name}"`, `The options are: ${known}.`);
}
