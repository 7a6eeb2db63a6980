import { addressOf } from '../../core/connection/connect.js';
import { type ProxyServer, proxyKind } from '../../core/connection/proxy-settings.js';
import {
  checkFields,
  type Fail,
  failing,
  fieldContext,
  hostOf,
  isGiven,
  portOf,
  secondsOf,
  textField,
  withSecrets,
} from '../../core/connection/settings-fields.js';
import { type TlsSettings, tlsKind } from '../../core/connection/tls-settings.js';
import { flag } from '../../core/definition/kinds/index.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import type { Given } from '../../core/definition/kinds/known-fields.js';
import type { Kind, ParamContext } from '../../core/definition/param.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Charset, charsetOf } from './charset.js';
import type { FtpConfiguration, FtpSettingsRecord } from './types.js';

/** The address of a server and the login. */
export interface FtpSettings {
  host: string;
  port: number;
  /** Encrypted from the beginning, or by AUTH TLS; by default as the TLS settings say. */
  scheme: 'ftp' | 'ftps' | 'ftpes';
  passive: boolean;
  login: string;
  password: string;
  /** In milliseconds. */
  readTimeout: number | undefined;
  writeTimeout: number | undefined;
  /** Whether data connections go to the server's own address, whatever it says. */
  ownAddress: boolean;
  charset: Charset;
}

/** Everything needed to open a connection. */
export interface Target {
  settings: FtpSettings;
  proxy: ProxyServer | undefined;
  tls: TlsSettings | undefined;
}

const TAKES =
  "settings, as GetConnectionSettings returns them: {'domain':'ftp.example.com','port':21,'login':'…','password':'…'}";

export const settingsKind: Kind<Given<FtpSettingsRecord> | string, FtpSettings> = {
  name: 'record',
  takes: TAKES,
  schema: { type: 'object' },
  async parse(value, context) {
    return readSettings(await recordKind.parse(value, context), context);
  },
};

/** The result of GetConnectionConfiguration, or only the settings. */
export const targetKind: Kind<Given<FtpSettingsRecord> | FtpConfiguration | string, Target> = {
  ...settingsKind,
  takes: `the result of GetConnectionConfiguration, or ${TAKES}`,
  async parse(value, context) {
    const record = await recordKind.parse(value, context);
    if (record.set === undefined) {
      return { settings: await readSettings(record, context), proxy: undefined, tls: undefined };
    }
    checkFields(record, ['set', 'proxy', 'tls'], context);
    const part = <T>(name: string, kind: Kind<JsonRecord | string, T>) =>
      isGiven(record[name]) ? kind.parse(record[name], fieldContext(context, name)) : undefined;
    return {
      settings: await settingsKind.parse(record.set, fieldContext(context, 'set')),
      proxy: await part('proxy', proxyKind),
      tls: await part('tls', tlsKind),
    };
  },
};

const FIELDS = [
  'domain',
  'port',
  'passive',
  'read_timeout',
  'write_timeout',
  'advanced_resolve',
  'login',
  'password',
  'encoding',
];

const SERVER = /^(?:(ftps|ftpes|ftp):\/\/)?(.*?)\/?$/is;
const flagKind = flag('').kind;

async function readSettings(record: JsonRecord, context: ParamContext): Promise<FtpSettings> {
  checkFields(record, FIELDS, context);
  const fail = failing(context, TAKES);
  const found = await withSecrets(record, ['password'], context);
  const field = (name: string) => textField(found, name, context);
  const yes = async (name: string) =>
    !isGiven(found[name]) || (await flagKind.parse(found[name], fieldContext(context, name)));
  const [, scheme, host] = SERVER.exec(field('domain')?.trim() ?? '') ?? [];
  const port = portOf(found.port, scheme?.toLowerCase() === 'ftps' ? 990 : 21, fail);
  const seconds = (name: string) => {
    const limit = secondsOf(found, name, fail);
    return limit && limit * 1000;
  };
  const login = field('login');
  const password = field('password');
  for (const [name, value] of [
    ['login', login],
    ['password', password],
  ] as const) {
    if (value && /[\r\n\0]/.test(value)) throw fail(`${name} contains a line break`);
  }
  return {
    host: hostOf(host, fail),
    port,
    // A server on that port is encrypted from the beginning.
    scheme: schemeOf(scheme, port),
    passive: await yes('passive'),
    login: login ?? 'anonymous',
    password: password ?? (login === undefined ? 'anonymous@' : ''),
    readTimeout: seconds('read_timeout'),
    writeTimeout: seconds('write_timeout'),
    ownAddress: await yes('advanced_resolve'),
    charset: charsetFor(field('encoding') ?? 'utf-8', fail),
  };
}

function schemeOf(given: string | undefined, port: number): FtpSettings['scheme'] {
  const scheme = given?.toLowerCase();
  if (scheme === 'ftps' || scheme === 'ftpes') return scheme;
  return port === 990 ? 'ftps' : 'ftp';
}

function charsetFor(label: string, fail: Fail): Charset {
  const charset = charsetOf(label);
  if (charset) return charset;
  throw fail(`the encoding "${label}" is unknown: it must be one such as utf-8 or windows-1251`);
}

export function serverName({ host, port }: FtpSettings): string {
  return addressOf(host, port);
}

/** True if the connection is encrypted. */
export function isEncrypted({ settings, tls }: Target): boolean {
  return settings.scheme !== 'ftp' || tls?.use_tls === true;
}
