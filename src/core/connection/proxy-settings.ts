import type { Call } from '../definition/call.js';
import { record } from '../definition/kinds/index.js';
import { recordKind } from '../definition/kinds/json.js';
import type { Given } from '../definition/kinds/known-fields.js';
import { refuse } from '../definition/kinds/refuse.js';
import { callContext, type Kind, type ParamContext, param } from '../definition/param.js';
import type { JsonRecord } from '../util/is-record.js';
import { checkFields, failing, hostOf, portOf, textField, withSecrets } from './settings-fields.js';

export const PROXY_TYPES = ['socks5', 'socks4', 'http'] as const;
type ProxyType = (typeof PROXY_TYPES)[number];

/** Settings of a proxy, as GetProxySettings returns them. */
export type ProxyRecord = {
  server: string;
  port: number;
  proxy_type: string;
  login?: string;
  password?: string;
};

/** A proxy to reach a server, read from such settings. */
export interface ProxyServer {
  host: string;
  port: number;
  type: ProxyType;
  user: string | undefined;
  password: string | undefined;
}

const TAKES =
  "a proxy, as GetProxySettings returns it: {'server':'…','port':1080,'proxy_type':'socks5'}";
const SUMMARY = 'Settings of a proxy, as GetProxySettings returns them';

/** The settings of a proxy, with the password looked up. */
export const proxyKind: Kind<Given<ProxyRecord> | string, ProxyServer> = {
  name: 'record',
  takes: TAKES,
  schema: { type: 'object' },
  async parse(value, context) {
    return readProxy(await recordKind.parse(value, context), context);
  },
};

export const proxy = param(proxyKind, SUMMARY, { optional: true });
/** The same for methods that only put settings together: secrets are not looked up. */
export const keptProxy = record(SUMMARY, { option: 'proxy', optional: true });

async function readProxy(record: JsonRecord, context: ParamContext): Promise<ProxyServer> {
  checkFields(record, ['server', 'port', 'proxy_type', 'login', 'password'], context);
  const fail = failing(context, TAKES);
  const found = await withSecrets(record, ['password'], context);
  const type = (textField(found, 'proxy_type', context) ?? 'socks5').toLowerCase();
  if (!isProxyType(type)) throw fail('proxy_type must be socks5, socks4 or http');
  return {
    host: hostOf(textField(found, 'server', context), fail),
    port: portOf(found.port, type === 'http' ? 3128 : 1080, fail),
    type,
    user: textField(found, 'login', context),
    password: textField(found, 'password', context),
  };
}

function isProxyType(type: string): type is ProxyType {
  return (PROXY_TYPES as readonly string[]).includes(type);
}

/** Puts the settings of a proxy together. */
export function proxyRecord(
  call: Call,
  from: {
    host: string;
    port: number;
    type: string;
    user?: string | undefined;
    password?: string | undefined;
  },
): ProxyRecord {
  const type = from.type.toLowerCase();
  if (!isProxyType(type)) {
    throw refuse(type, callContext(call, 'type'), 'socks5, socks4 or http');
  }
  return {
    server: from.host,
    port: from.port,
    proxy_type: type,
    ...(from.user !== undefined && { login: from.user }),
    ...(from.password !== undefined && { password: from.password }),
  };
}
