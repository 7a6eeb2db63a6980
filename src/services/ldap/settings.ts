import { isIPv6 } from 'node:net';
import { addressOf } from '../../core/connection/connect.js';
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
import { recordKind } from '../../core/definition/kinds/json.js';
import type { Given } from '../../core/definition/kinds/known-fields.js';
import type { Kind, ParamContext } from '../../core/definition/param.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import type { LdapConfiguration, LdapSettingsRecord } from './types.js';

/** The address of a directory and the login. */
export interface LdapSettings {
  url: string;
  host: string;
  port: number;
  /** `ldaps` is encrypted from the beginning. */
  scheme: 'ldap' | 'ldaps';
  bindDn: string;
  password: string;
  /** In milliseconds: the longest wait for a response. */
  timeout: number | undefined;
}

/** Everything needed to open a connection. */
export interface Target {
  settings: LdapSettings;
  tls: TlsSettings | undefined;
}

const TAKES =
  "settings, as FormConnectionParameters returns them: {'url':'ldaps://ldap.example.com','bind_dn':'cn=admin,dc=example,dc=com','password':'…'}";

export const settingsKind: Kind<Given<LdapSettingsRecord> | string, LdapSettings> = {
  name: 'record',
  takes: TAKES,
  schema: { type: 'object' },
  async parse(value, context) {
    return readSettings(await recordKind.parse(value, context), context);
  },
};

/** What a program passes as such. */
type GivenTarget =
  | (Given<LdapSettingsRecord> & { readonly tls?: Given<TlsSettings> | boolean | undefined })
  | LdapConfiguration['data'];

/** The settings, with `tls` among them if the connection is encrypted; or both, as the configuration. */
export const targetKind: Kind<GivenTarget | string, Target> = {
  ...settingsKind,
  async parse(value, context) {
    const { tls, ...rest } = await recordKind.parse(value, context);
    const given = isGiven(tls) && tls !== true ? (tls as JsonRecord) : undefined;
    const settings = await (isGiven(rest.settings)
      ? settingsKind.parse(rest.settings as JsonRecord, fieldContext(context, 'settings'))
      : readSettings(rest, context));
    return {
      settings,
      tls: given
        ? await tlsKind.parse(given, fieldContext(context, 'tls'))
        : tls === true
          ? { use_tls: true, accept_invalid_certs: false }
          : undefined,
    };
  },
};

async function readSettings(record: JsonRecord, context: ParamContext): Promise<LdapSettings> {
  checkFields(record, ['url', 'bind_dn', 'password', 'timeout'], context);
  const fail = failing(context, TAKES);
  const found = await withSecrets(record, ['password'], context);
  const bindDn = textField(found, 'bind_dn', context) ?? '';
  const password = textField(found, 'password', context) ?? '';
  // Many servers take a name without a password for an anonymous user, and report success.
  if (bindDn !== '' && password === '') throw fail('password is empty, but bind_dn is not');
  if (bindDn === '' && password !== '') throw fail('bind_dn is empty, but password is not');
  const seconds = secondsOf(found, 'timeout', fail);
  return {
    ...serverOf(textField(found, 'url', context), fail),
    bindDn,
    password,
    timeout: seconds && seconds * 1000,
  };
}

const URL_OF_SERVER = /^(?:(ldaps?):\/\/)?(\[[^\]]*\]|[^:/]*)(?::(\d{1,5}))?\/?$/i;

function serverOf(url: string | undefined, fail: Fail) {
  if (url === undefined) throw fail('url is missing');
  const [, scheme = 'ldap', host, port] = URL_OF_SERVER.exec(url.trim()) ?? [];
  if (host === undefined) throw fail('url must be such as ldaps://host:636 or ldap://host');
  const known = scheme.toLowerCase() === 'ldaps' ? 'ldaps' : 'ldap';
  return {
    url,
    scheme: known,
    host: hostOf(host, fail),
    port: portOf(port, known === 'ldaps' ? 636 : 389, fail),
  } as const;
}

export function serverName({ host, port }: LdapSettings): string {
  return addressOf(host, port);
}

/** The URL for the commands of OpenLDAP and for the driver. */
export function urlOf({ scheme, host, port }: LdapSettings): string {
  return `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
