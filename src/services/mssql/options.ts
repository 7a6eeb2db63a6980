import type { Refuse } from '../../core/connection/connection-url.js';
import type { Address } from './address.js';
import { serverIn } from './server-name.js';

/** What the options of a connection string say, before it is checked as a whole. */
export interface Options extends Partial<Address> {
  trustsCertificate?: boolean;
  encrypt?: 'yes' | 'no' | 'strict';
  isWindows?: boolean;
}

type Read = (value: string, refuse: Refuse, keyword: string) => Options;

const server: Read = (value, refuse) => serverIn(value, refuse);
const database: Read = (value) => ({ database: value });
const user: Read = (value) => ({ user: value });
const password: Read = (value) => ({ password: value });
const isWindows: Read = (value, refuse, keyword) => ({
  isWindows: /^sspi$/i.test(value) || yes(value, refuse, keyword),
});
const connectTimeout: Read = (value, refuse, keyword) => {
  if (!/^\d{1,6}$/.test(value)) throw invalid(refuse, keyword, 'a number of seconds');
  // 0 has no limit there; here the call's own deadlines remain.
  return value === '0' ? {} : { connectTimeout: Number(value) * 1000 };
};
const appName: Read = (value) => ({ appName: value.slice(0, 128) });
const workstation: Read = (value) => ({ workstation: value.slice(0, 128) });

/** The options that mean something, by their keywords without spaces and in lower case. */
const USED: Readonly<Record<string, Read>> = {
  ...{ server, datasource: server, addr: server, address: server, networkaddress: server },
  ...{ database, initialcatalog: database },
  ...{ userid: user, uid: user, user, username: user },
  ...{ password, pwd: password },
  ...{ integratedsecurity: isWindows, trusted_connection: isWindows, trustedconnection: isWindows },
  ...{ connecttimeout: connectTimeout, connectiontimeout: connectTimeout, timeout: connectTimeout },
  ...{ applicationname: appName, app: appName },
  ...{ workstationid: workstation, wsid: workstation },
  encrypt: (value, refuse, keyword) => ({ encrypt: encryptIn(value, refuse, keyword) }),
  trustservercertificate: (value, refuse, keyword) => ({
    trustsCertificate: yes(value, refuse, keyword),
  }),
  hostnameincertificate: (value) => ({ certificateName: value }),
  applicationintent: (value, refuse, keyword) => {
    if (!/^read(only|write)$/i.test(value)) {
      throw invalid(refuse, keyword, 'ReadOnly or ReadWrite');
    }
    return { readOnlyIntent: /only$/i.test(value) };
  },
};

/** Options of pools and of other drivers, which change nothing here. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['pooling', 'minpoolsize', 'maxpoolsize', 'poolblockingperiod', 'connectionlifetime'],
  ...['loadbalancetimeout', 'connectionreset', 'enlist', 'persistsecurityinfo'],
  ...['connectretrycount', 'connectretryinterval', 'commandtimeout', 'packetsize'],
  ...['multisubnetfailover', 'asynchronousprocessing', 'typesystemversion', 'provider', 'driver'],
  ...['replication', 'transactionbinding', 'userinstance', 'networklibrary', 'network', 'net'],
]);

/** Options that would change something, and what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  authentication: 'A login of Microsoft Entra ID is not supported. Use User Id and Password.',
  accesstoken: 'A login of Microsoft Entra ID is not supported. Use User Id and Password.',
  attachdbfilename: 'Attach the file with CREATE DATABASE … FOR ATTACH.',
  failoverpartner: 'Name the server that has the database at the moment.',
  servercertificate: 'Name the certificate in the TLS settings: GetTlsSettings.',
  columnencryptionsetting: 'Always Encrypted is not supported.',
  contextconnection: 'It only exists inside SQL Server.',
  language: 'The session always has us_english, so that dates mean the same on every server.',
  currentlanguage:
    'The session always has us_english, so that dates mean the same on every server.',
};

/** What one option of a connection string says. An empty value is the default. */
export function optionIn(keyword: string, value: string, refuse: Refuse): Options {
  const folded = keyword.toLowerCase().replace(/\s+/g, '');
  if (Object.hasOwn(USED, folded)) return value === '' ? {} : USED[folded]!(value, refuse, keyword);
  if (HARMLESS.has(folded) || value === '') return {};
  if (/^(multipleactiveresultsets|mars_?connection)$/.test(folded)) {
    if (!yes(value, refuse, keyword)) return {};
    throw refuse(`has ${keyword}=${value}, which is not supported`, 'Calls run one after another.');
  }
  if (Object.hasOwn(REFUSED, folded)) {
    throw refuse(`has the option "${keyword}", which is not supported`, REFUSED[folded]);
  }
  const known = [
    ...['Server', 'Database', 'User Id', 'Password', 'Encrypt', 'TrustServerCertificate'],
    ...['HostNameInCertificate', 'Integrated Security', 'Connect Timeout', 'ApplicationIntent'],
    ...['Application Name', 'Workstation ID'],
  ].join(', ');
  // A longer one may be a part of a password that has a semicolon in it.
  const shown = /^[a-z][\w ]{0,30}$/i.test(keyword) ? ` "${keyword}"` : '';
  throw refuse(`has an unknown option${shown}`, `The options are: ${known}.`);
}

function encryptIn(value: string, refuse: Refuse, keyword: string): 'yes' | 'no' | 'strict' {
  const word = value.toLowerCase();
  if (word === 'strict') return 'strict';
  if (word === 'mandatory') return 'yes';
  if (word === 'optional') return 'no';
  return yes(value, refuse, keyword) ? 'yes' : 'no';
}

function yes(value: string, refuse: Refuse, keyword: string): boolean {
  if (/^(true|yes|1)$/i.test(value)) return true;
  if (/^(false|no|0)$/i.test(value)) return false;
  throw invalid(refuse, keyword, 'true or false');
}

function invalid(refuse: Refuse, keyword: string, takes: string) {
  return refuse(`has a ${keyword} that is not ${takes}`);
}
