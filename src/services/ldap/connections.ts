import { connection as connectionParam } from '../../core/connection/connection.js';
import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { tls } from '../../core/connection/tls-settings.js';
import { number, text, unresolvedSecret } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { param } from '../../core/definition/param.js';
import { isConnection, LdapConnection } from './connection.js';
import { settingsKind, targetKind } from './settings.js';
import type { LdapConfiguration, LdapSettingsRecord } from './types.js';

const spec: makers.ConnectionSpec<LdapConnection> = {
  service: 'ldap',
  is: isConnection,
  option: 'conn',
  log: (connection) => connection.log,
};

const SETTINGS =
  "{'url':'ldaps://ldap.example.com','bind_dn':'cn=admin,dc=example,dc=com','password':'env:LDAP_PASSWORD'}";

const settings = param(settingsKind, 'Settings, as FormConnectionParameters returns them', {
  option: 'params',
  role: 'destination',
  example: SETTINGS,
});

/** For every method that uses a connection. */
export const connection = connectionParam(
  { is: isConnection, settings: targetKind },
  "Open connection, or the result of FormConnectionParameters, also with 'tls'",
  { option: 'conn', role: 'destination', example: SETTINGS },
);

/**
 * Opens a connection for several calls, and logs in.
 *
 * `await using connection = await createConnection(…)` closes it automatically. An open connection
 * does not keep the program alive. `ldaps://` is encrypted from the beginning; `ldap://` with the
 * result of GetTlsSettings uses StartTLS, and otherwise it is not encrypted. The server's certificate
 * and its name are verified. Without a name and a password the user is anonymous; a name without a
 * password is refused, because many servers take that for an anonymous user.
 *
 * @throws {ConnectionError} The connection was refused or lost, or the certificate is not trusted.
 * @throws {ServiceError} The server rejected the login: `invalidCredentials`.
 * @see https://www.rfc-editor.org/rfc/rfc4513
 */
export const createConnection = makers.createConnection(spec, {
  params: { settings, tls, logging },
  open: ({ settings, tls }, call, log) => LdapConnection.open(call, { settings, tls }, log),
});

/**
 * Closes an open connection.
 */
export const closeConnection = makers.closeConnection(spec);

/**
 * Returns the settings of a connection.
 *
 * @returns The settings; a password `env:NAME` is looked up when they are used.
 */
export const formConnectionParameters = method('ldap', 'FormConnectionParameters', {
  effect: 'read',
  offline: true,
  params: {
    url: text('Server, such as ldaps://host or ldap://host:389', {
      role: 'destination',
      example: 'ldaps://ldap.example.com',
    }),
    bindDn: text('DN of the user; by default, the user is anonymous', {
      option: 'bind',
      optional: true,
      example: 'cn=admin,dc=example,dc=com',
    }),
    password: unresolvedSecret('Password of the user', {
      option: 'pass',
      optional: true,
      example: 'env:LDAP_PASSWORD',
    }),
    timeout: number('Longest wait for a response, in seconds', { option: 'tout', default: 30 }),
  },
  run: ({ url, bindDn = '', password = '', timeout }): LdapSettingsRecord => ({
    url,
    bind_dn: bindDn,
    password,
    timeout,
  }),
});

/**
 * Gets the settings of a connection, without the password.
 *
 * @returns `data` has `settings` and, if the connection is encrypted by them, `tls`.
 */
export const getConnectionConfiguration = method('ldap', 'GetConnectionConfiguration', {
  effect: 'read',
  offline: true,
  params: { connection },
  run({ connection }): LdapConfiguration {
    const { settings, tls } = isConnection(connection) ? connection.target : connection;
    const { url, bindDn, timeout = 30_000 } = settings;
    const shown = { url, bind_dn: bindDn, timeout: timeout / 1000 };
    return { result: true, data: { settings: shown, ...(tls && { tls }) } };
  },
});

/**
 * Checks whether a value is an open connection from CreateConnection.
 */
export const isConnector = makers.isConnector(spec);

/**
 * Returns the TLS settings for a connection: with them, `ldap://` uses StartTLS.
 *
 * The server's certificate is verified, including the host name, unless all certificates are trusted.
 */
export const getTlsSettings = makers.getTlsSettings(spec);

/**
 * Returns the logging settings for a connection: in memory, in a file or both.
 */
export const getLoggingSettings = makers.getLoggingSettings(spec);

/**
 * Gets the last events of an open connection that logs in memory.
 *
 * @returns `logs`, oldest first, or one text.
 */
export const getLog = makers.getLog(spec);
