import type { Refuse } from '../../core/connection/connection-url.js';
import type { SslMode } from '../../core/sql/encryption.js';
import type { Address } from './address.js';
import { type Pair, pairsIn, quoted } from './ado-text.js';
import { type Options, optionIn } from './options.js';
import { DEFAULT_PORT } from './server-name.js';

export const TAKES =
  'a connection string, such as Server=host,1433;Database=shop;User Id=sa;Password=…, or an open connection';

/** The address, and how its password is written. */
export interface Parsed {
  address: Address;
  /** False for a password in single quotes: it is never looked up. */
  mayRefer: boolean;
}

/** Parses a connection string. Its password is not looked up yet. */
export function addressIn(text: string, refuse: Refuse): Parsed {
  if (/^\w+:\/\//.test(text)) throw refuse('is a URL', `Use ${TAKES}.`);
  const pairs = pairsIn(text, refuse);
  const found: Options = {};
  for (const { keyword, value } of pairs) Object.assign(found, optionIn(keyword, value, refuse));
  if (found.host === undefined) throw refuse('has no Server', `Use ${TAKES}.`);
  const { encrypt = 'yes', trustsCertificate = false, isWindows = false, ...own } = found;
  const { user = '', domain } = isWindows ? windowsUser(found, refuse) : { ...found };
  const address = {
    ...{ host: '', port: DEFAULT_PORT, database: '', password: undefined },
    ...{ rootCert: undefined, cert: undefined, key: undefined, certificateName: undefined },
    ...{ readOnlyIntent: false, appName: 'oint', workstation: undefined },
    ...{ connectTimeout: undefined, ...own, user, domain },
    isStrict: encrypt === 'strict',
    sslMode: modeOf(encrypt, trustsCertificate),
  };
  return { address, mayRefer: passwordOf(pairs)?.quote !== "'" };
}

function passwordOf(pairs: readonly Pair[]): Pair | undefined {
  return pairs.findLast(({ keyword }) => /^(password|pwd)$/i.test(keyword));
}

/** A strict connection always verifies the certificate, whatever the other option says. */
function modeOf(encrypt: 'yes' | 'no' | 'strict', trustsCertificate: boolean): SslMode {
  if (encrypt === 'no') return 'disable';
  return trustsCertificate && encrypt !== 'strict' ? 'require' : 'verify-full';
}

/** `DOMAIN\user` or `user@domain`. Both are needed: the account of this process cannot be used. */
function windowsUser({ user = '', password }: Options, refuse: Refuse) {
  if (user === '' || !password) {
    const hint =
      'Only NTLM is supported, which needs both: Integrated Security=true;User Id=DOMAIN\\user;Password=….';
    throw refuse('asks for a Windows login without a user and password (Kerberos)', hint);
  }
  const [, domain, name] = /^([^\\]*)\\(.*)$/s.exec(user) ?? [];
  if (name !== undefined) return { user: name, domain: domain! };
  const [, local, realm] = /^(.*)@([^@]*)$/s.exec(user) ?? [];
  return local !== undefined ? { user: local, domain: realm! } : { user, domain: '' };
}

/** What GenerateConnectionString knows. */
interface Given {
  host: string;
  port: string;
  database: string;
  login: string;
  isWindows: boolean;
}

/** A connection string. A password `env:NAME` is kept: it is looked up on use. */
export function connectionString(
  { host, port, database, login, isWindows }: Given,
  password: string | undefined,
): string {
  const parts = [
    ['Server', port ? `${host},${port}` : host],
    ['Database', database],
    ['User Id', login],
    ['Password', password ?? ''],
    ['Integrated Security', isWindows ? 'true' : ''],
  ] as const;
  const used = parts.filter(([, value]) => value !== '');
  return used.map(([keyword, value]) => `${keyword}=${quoted(value)};`).join('');
}
