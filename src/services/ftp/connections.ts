import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { keptProxy, proxy } from '../../core/connection/proxy-settings.js';
import { tls } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import {
  flag,
  number,
  record,
  text,
  unresolvedSecret,
  verbatim,
} from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext, param } from '../../core/definition/param.js';
import { FtpConnection, isConnection } from './connection.js';
import { curlLine } from './curl.js';
import { isReason } from './errors.js';
import { filled } from './filled.js';
import { flat, listObjects } from './listing.js';
import type { Remote } from './remote.js';
import { settingsKind } from './settings.js';
import type {
  Done,
  Features,
  FtpConfiguration,
  FtpSettingsRecord,
  Reply,
  Size,
  Welcome,
} from './types.js';
import { connection, onServer, SETTINGS } from './using.js';

const spec: makers.ConnectionSpec<FtpConnection> = {
  service: 'ftp',
  is: isConnection,
  option: 'conn',
  log: (connection) => connection.log,
};

const settingsSpec = { option: 'set', role: 'destination', example: SETTINGS } as const;
const SUMMARY = 'Settings of the server and the user, as GetConnectionSettings returns them';

/**
 * Opens a connection for several calls.
 *
 * `await using connection = await createConnection(…)` closes it automatically. An open connection
 * does not keep the program alive. Simultaneous calls run one after another.
 *
 * With TLS settings the connection is encrypted by AUTH TLS, and with `ftps://host` as `domain` or port
 * 990 from the beginning; data connections resume its session, as servers demand. The certificate and
 * its name are verified. A field `encoding` of the settings (`windows-1251`) is for servers whose names
 * are not UTF-8.
 *
 * @throws {ConnectionError} The connection was refused or lost, or the certificate is not trusted.
 * @throws {ServiceError} The login was rejected: `AUTH_FAILED`.
 * @see https://www.rfc-editor.org/rfc/rfc4217
 */
export const createConnection = makers.createConnection(spec, {
  params: { settings: param(settingsKind, SUMMARY, settingsSpec), proxy, tls, logging },
  open: ({ settings, proxy, tls }, call, log) =>
    FtpConnection.open(call, { settings, proxy, tls }, log),
});

/**
 * Returns all settings of a connection in one structure.
 *
 * Methods accept it instead of an open connection: each call then opens its own.
 *
 * @returns `set` and, if they are given, `proxy` and `tls`.
 */
export const getConnectionConfiguration = method('ftp', 'GetConnectionConfiguration', {
  effect: 'read',
  offline: true,
  params: {
    settings: record(SUMMARY, settingsSpec),
    proxy: keptProxy,
    tls: record('TLS settings, as GetTlsSettings returns them', { optional: true }),
  },
  run({ settings, proxy, tls }, call): FtpConfiguration {
    if (!settings.domain) throw inputError(callContext(call, 'settings'), ': domain is missing');
    return {
      set: { ...settings },
      ...(proxy && { proxy: { ...proxy } }),
      ...(tls && { tls: { ...tls } }),
    };
  },
});

/**
 * Closes an open connection.
 */
export const closeConnection = makers.closeConnection(spec);

/**
 * Gets the welcome message of the server.
 *
 * @see https://www.rfc-editor.org/rfc/rfc959#section-5.4
 */
export const getWelcomeMessage = method('ftp', 'GetWelcomeMessage', {
  effect: 'read',
  params: { connection },
  dryRun: true,
  run({ connection }, call): Promise<Welcome> {
    call.wouldSend(() => curlLine(connection, '', { head: true }));
    return onServer(call, connection, 'Get the welcome message', async ({ welcome }) => ({
      result: true,
      data: welcome,
    }));
  },
  text: ({ data }) => data,
});

/**
 * Gets the features of FTP that the server supports.
 *
 * @returns `data`: the parameters of each feature, or `null`.
 * @see https://www.rfc-editor.org/rfc/rfc2389#section-3
 */
export const getProtocolFeatureList = method('ftp', 'GetProtocolFeatureList', {
  effect: 'read',
  params: { connection },
  dryRun: true,
  run({ connection }, call): Promise<Features> {
    call.wouldSend(() => curlLine(connection, '', { commands: ['FEAT'] }));
    return onServer(call, connection, 'Get the features', async ({ features }) => ({
      result: true,
      data: Object.fromEntries([...features].map(([name, rest]) => [name, rest || null])),
    }));
  },
});

/**
 * Checks that the server responds, which also keeps the connection open.
 *
 * @returns `true`; a server that does not respond is an error.
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const ping = method('ftp', 'Ping', {
  effect: 'read',
  params: { connection },
  dryRun: true,
  run({ connection }, call): Promise<boolean> {
    call.wouldSend(() => curlLine(connection, '', { commands: ['NOOP'] }));
    return onServer(call, connection, 'Ping', async (remote) => {
      await remote.send('NOOP');
      return true;
    });
  },
});

const command = verbatim('Command', { option: 'cmd', example: 'CHMOD 644 report.txt' });

/**
 * Runs a command of the server itself (`SITE`), such as CHMOD or UMASK.
 *
 * @returns `status` and `data`: the code and the text of the reply.
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const executeCustomCommand = method('ftp', 'ExecuteCustomCommand', {
  effect: 'write',
  params: { connection, command },
  dryRun: true,
  run({ connection, command }, call): Promise<Reply> {
    filled(call, 'command', command);
    call.wouldSend(() => curlLine(connection, '', { commands: [`SITE ${command}`] }));
    return onServer(call, connection, `SITE ${command}`, (remote) =>
      reply(remote, 'SITE', command),
    );
  },
  text: ({ data }) => data,
});

/** They need a connection for data, or change the connection itself. */
const NOT_HERE =
  /^(RETR|STOR|STOU|APPE|LIST|NLST|MLSD|PORT|PASV|EPRT|EPSV|REST|AUTH|PROT|PBSZ|CCC|USER|PASS|ACCT|REIN|QUIT|ABOR|TYPE|MODE|STRU)$/i;

/**
 * Runs any command of FTP that needs no connection for data.
 *
 * @returns `status` and `data`: the code and the text of the reply.
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const executeArbitraryCommand = method('ftp', 'ExecuteArbitraryCommand', {
  effect: 'write',
  params: { connection, command: { ...command, example: 'PWD' } },
  dryRun: true,
  run({ connection, command }, call): Promise<Reply> {
    filled(call, 'command', command);
    const name = command.trim().split(/\s/, 1)[0]!;
    if (NOT_HERE.test(name)) {
      const hint = 'Use the methods for files and folders, or the settings of the connection.';
      const what = `: ${name.toUpperCase()} cannot be used alone`;
      throw inputError(callContext(call, 'command'), what, { hint });
    }
    call.wouldSend(() => curlLine(connection, '', { commands: [command] }));
    return onServer(call, connection, command, (remote) => reply(remote, command));
  },
  text: ({ data }) => data,
});

async function reply(remote: Remote, command: string, rest?: string): Promise<Reply> {
  checkLine(remote.call, rest ?? command);
  const line = rest === undefined ? command : `${command} ${rest}`;
  const found = await remote.send(remote.wire(line));
  return { result: true, status: found.code, data: remote.words(found) };
}

function checkLine(call: Call, line: string): void {
  if (!/[\r\n\0]/.test(line)) return;
  throw inputError(callContext(call, 'command'), ' contains a line break');
}

/**
 * Gets the size of a file on the server, or of all files in a folder.
 *
 * @returns `bytes`.
 * @throws {ServiceError} `NO_SUCH_FILE`.
 * @see https://www.rfc-editor.org/rfc/rfc3659#section-4
 */
export const getObjectSize = method('ftp', 'GetObjectSize', {
  effect: 'read',
  params: {
    connection,
    path: text('Path of the file or folder', { example: 'report.txt' }),
  },
  dryRun: true,
  run({ connection, path }, call): Promise<Size> {
    filled(call, 'path', path);
    call.wouldSend(() => curlLine(connection, path, { head: true }));
    return onServer(call, connection, `Get the size of ${path}`, async (remote) => ({
      result: true,
      bytes: await sizeOf(remote, path),
    }));
  },
});

async function sizeOf(remote: Remote, path: string): Promise<number> {
  try {
    const size = await remote.size(path);
    if (size !== undefined) return size;
  } catch (error) {
    const mayBeFolder = isReason(error, 'NO_SUCH_FILE', 'IS_A_FOLDER', 'FAILURE');
    if (!mayBeFolder || !(await remote.isFolder(path))) throw error;
  }
  const objects = await listObjects(remote, path, true);
  const files = flat(objects).filter(({ is_directory }) => !is_directory);
  return files.reduce((sum, { size }) => sum + (size as number), 0);
}

/**
 * Moves or renames a file or folder on the server.
 *
 * Whether an existing file is replaced depends on the server.
 *
 * @throws {ServiceError} `NO_SUCH_FILE`, `FILE_EXISTS` …
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const updatePath = method('ftp', 'UpdatePath', {
  effect: 'write',
  params: {
    connection,
    from: text('Path of the file or folder', { option: 'old', example: 'report.txt' }),
    to: text('New path', { option: 'new', example: 'archive/report.txt' }),
  },
  dryRun: true,
  run({ connection, from, to }, call): Promise<Done> {
    filled(call, 'from', from);
    filled(call, 'to', to);
    call.wouldSend(() => curlLine(connection, '', { commands: [`RNFR ${from}`, `RNTO ${to}`] }));
    return onServer(call, connection, `Rename ${from} to ${to}`, async (remote) => {
      await remote.send('RNFR', from);
      await remote.send('RNTO', to);
      return { result: true };
    });
  },
});

/**
 * Checks whether a value is an open connection from CreateConnection.
 */
export const isConnector = makers.isConnector(spec);

/**
 * Returns the settings of a server and a user.
 *
 * @returns The settings; a password `env:NAME` is looked up when they are used.
 */
export const getConnectionSettings = method('ftp', 'GetConnectionSettings', {
  effect: 'read',
  offline: true,
  params: {
    host: text('Host name or IP address; ftps://host is encrypted from the beginning', {
      role: 'destination',
      example: 'ftp.example.com',
    }),
    port: number('Port of the server', { default: 21 }),
    login: text('User name; by default, the user is anonymous', { optional: true, example: 'me' }),
    password: unresolvedSecret('Password of the user', {
      option: 'pass',
      optional: true,
      example: 'env:FTP_PASSWORD',
    }),
    passive: flag('The server waits for connections for data; otherwise this machine does', {
      default: true,
    }),
    readTimeout: number('Longest silence of the server, in seconds', {
      option: 'rtout',
      default: 120,
    }),
    writeTimeout: number('Longest pause in sending, in seconds', { option: 'wtout', default: 120 }),
    ownAddress: flag('Ignore the address for data that the server names: it is wrong behind NAT', {
      option: 'ipresl',
      default: true,
    }),
  },
  run: (given): FtpSettingsRecord => ({
    domain: given.host,
    port: given.port,
    passive: given.passive,
    read_timeout: given.readTimeout,
    write_timeout: given.writeTimeout,
    advanced_resolve: given.ownAddress,
    ...(given.login !== undefined && { login: given.login }),
    ...(given.password !== undefined && { password: given.password }),
  }),
});

/**
 * Returns proxy settings for a connection.
 */
export const getProxySettings = makers.getProxySettings(spec);

/**
 * Returns the TLS settings for a connection: with them it is encrypted.
 *
 * The server's certificate is verified, including the host name, unless all certificates are trusted.
 */
export const getTlsSettings = makers.getTlsSettings(spec);

/**
 * Returns the logging settings for a connection: in memory, in a file or both.
 */
export const getLoggingSettings = makers.getLoggingSettings(spec);

/**
 * Gets the last events of an open connection that logs in memory: commands and replies.
 *
 * @returns `logs`, oldest first, or one text.
 */
export const getLog = makers.getLog(spec);
