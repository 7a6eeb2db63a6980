import type { Call, Effect } from '../definition/call.js';
import { any, flag, number, path, text, unresolvedSecret } from '../definition/kinds/index.js';
import { method } from '../definition/method.js';
import type { Args, Params } from '../definition/param.js';
import { InputError } from '../errors/errors.js';
import { type Closed, type Connection, openConnection } from './connection.js';
import {
  ConnectionLog,
  type ConnectionLogResult,
  type LoggingSettings,
  loggingSettings,
} from './connection-log.js';
import { PROXY_TYPES, type ProxyRecord, proxyRecord } from './proxy-settings.js';
import { type TlsSettings, tlsSettings } from './tls-settings.js';

/**
 * What the makers of connection methods need to know about a service. It is defined once, and each
 * method is exported from a maker:
 *
 *     const spec: ConnectionSpec<LdapConnection> = { service: 'ldap', is: isConnection, … };
 *     export const closeConnection = makers.closeConnection(spec);
 */
export interface ConnectionSpec<C extends Connection> {
  service: string;
  is(value: unknown): value is C;
  /** The command-line option of CloseConnection for the connection: `conn`, `dbc`, `db`. */
  option: string;
  /** The log of a connection; `undefined` if it was opened without one. */
  log?(connection: C): ConnectionLog | undefined;
  /** True if a connection uses no network: a database in a file. */
  offline?: boolean;
}

/** What the makers of settings need. */
type OfService = Pick<ConnectionSpec<Connection>, 'service'>;

interface Opening<C extends Connection, P extends Params> {
  /** For a service that opens connections of several kinds: `CreateConnectionSub`. */
  name?: string;
  effect?: Effect;
  /** If `logging` of `connection-log.ts` is one of them, the connection has a log. */
  params: P;
  open(args: Args<P>, call: Call, log: ConnectionLog | undefined): Promise<C>;
}

export function createConnection<C extends Connection, const P extends Params>(
  { service, offline }: ConnectionSpec<C>,
  { name = 'CreateConnection', effect = 'read', params, open }: Opening<C, P>,
) {
  return method(service, name, {
    effect,
    offline: offline ?? false,
    programOnly: true,
    params,
    run(args, call): Promise<C> {
      const { logging } = args as { logging?: LoggingSettings };
      return open(args, call, logging && new ConnectionLog(call, logging));
    },
  });
}

export function closeConnection<C extends Connection>({ service, is, option }: ConnectionSpec<C>) {
  return method(service, 'CloseConnection', {
    effect: 'write',
    offline: true,
    programOnly: true,
    params: { connection: openConnection(is, 'Open connection', { option }) },
    async run({ connection }): Promise<Closed> {
      await connection.close();
      return { result: true };
    },
  });
}

/** Some services have another name for the method: `IsClientObject`. */
export function isConnector<C extends Connection>(
  { service, is }: ConnectionSpec<C>,
  name = 'IsConnector',
) {
  return method(service, name, {
    effect: 'read',
    offline: true,
    programOnly: true,
    params: { value: any('The value to check', { example: 'connection' }) },
    run: ({ value }): boolean => is(value),
  });
}

export function getLog<C extends Connection>(
  { service, is, log: logOf }: ConnectionSpec<C>,
  option = 'conn',
  { asText = 'str' } = {},
) {
  return method(service, 'GetLog', {
    effect: 'read',
    offline: true,
    programOnly: true,
    params: {
      connection: openConnection(is, 'Open connection', { option }),
      asText: flag('Log as one text', { option: asText, default: false }),
      count: number('Maximum number of entries; 0 for all', { default: 100 }),
    },
    run({ connection, asText, count }, call): ConnectionLogResult | string {
      const log = logOf?.(connection);
      if (!log) {
        const message = 'this connection has no log: open it with logging';
        throw new InputError({ method: call.method, param: 'connection', message });
      }
      const found = log.newest(count);
      return asText ? found.logs.join('\n') : found;
    },
  });
}

/** With the names of options that differ in the reference. */
export function getLoggingSettings(
  { service }: OfService,
  { programOnly = false, count = 'count' }: MakingSettings & { count?: string } = {},
) {
  return method(service, 'GetLoggingSettings', {
    effect: 'read',
    offline: true,
    programOnly,
    params: {
      memory: flag('Keep the log in memory, for GetLog', { default: true }),
      count: number('Maximum number of entries in memory; the newest are kept', {
        option: count,
        default: 300,
      }),
      path: path('Path of the log file', { optional: true }),
    },
    run: ({ memory, count, path }): LoggingSettings => loggingSettings(memory, count, path),
  });
}

/** `programOnly` if the reference has no command for it. */
interface MakingSettings {
  programOnly?: boolean;
}

export function getTlsSettings(
  { service }: OfService,
  { programOnly = false }: MakingSettings = {},
) {
  return method(service, 'GetTlsSettings', {
    effect: 'read',
    offline: true,
    programOnly,
    params: {
      trust: flag('Trust any certificate: for test servers only', { example: 'false' }),
      cert: path(
        'Path of a PEM file with the certificate authority to trust; by default the usual ones',
        {
          optional: true,
        },
      ),
    },
    run: ({ trust, cert }): TlsSettings => tlsSettings(trust, cert),
  });
}

export function getProxySettings({ service }: OfService) {
  return method(service, 'GetProxySettings', {
    effect: 'read',
    offline: true,
    params: {
      host: text('Host name or IP address of the proxy', {
        option: 'addr',
        role: 'destination',
        example: '127.0.0.1',
      }),
      port: number('Port of the proxy', { option: 'port', example: '1080' }),
      type: text('Type of the proxy', { option: 'type', default: 'socks5', values: PROXY_TYPES }),
      user: text('User name for the proxy', { option: 'login', optional: true }),
      password: unresolvedSecret('Password for the proxy', { option: 'pass', optional: true }),
    },
    run: (from, call): ProxyRecord => proxyRecord(call, from),
  });
}
