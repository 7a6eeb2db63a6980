import { any, flag, number, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { param } from '../../core/definition/param.js';
import { InputError } from '../../core/errors/errors.js';
import type {
  Closed,
  SshConfiguration,
  SshConnection,
  SshProxyRecord,
  SshSettingsRecord,
} from '../../core/ssh/connection.js';
import { EventLog, type LoggingSettings, loggingKind } from '../../core/ssh/log.js';
import * as params from '../../core/ssh/params.js';
import { Session } from '../../core/ssh/session.js';
import { CommandStream, commandLine, runCommand } from './command.js';
import type { LogResult } from './types.js';

const { connection, host, port, user } = params;

/**
 * Opens a connection for several calls.
 *
 * `await using connection = await createConnection(…)` closes it at the end. Methods of `sftp` take
 * it too. A forgotten one does not keep the process alive.
 *
 * @throws {ConnectionError} The host's key is unknown or another one (`reason`), or nothing answers.
 * @throws {ServiceError} The server does not let the user in: `AUTH_FAILED`.
 * @see https://man.openbsd.org/ssh.1
 */
export const createConnection = method('ssh', 'CreateConnection', {
  effect: 'read',
  programOnly: true,
  params: {
    settings: params.settings,
    proxy: params.proxy,
    logging: param(loggingKind, 'What is logged, as GetLoggingSettings gives it', {
      option: 'log',
      optional: true,
    }),
  },
  run({ settings, proxy, logging }, call): Promise<SshConnection> {
    return Session.open({ settings, proxy }, call, logging && new EventLog(logging));
  },
});

/**
 * Puts all that a connection takes into one structure.
 *
 * It stands for an open connection wherever one is wanted: each call opens one of its own then.
 *
 * @returns `set` and, where there is one, `proxy`.
 */
export const getConnectionConfiguration = method('ssh', 'GetConnectionConfiguration', {
  effect: 'read',
  offline: true,
  params: { settings: params.keptSettings, proxy: params.keptProxy },
  run: ({ settings, proxy }, call): SshConfiguration => params.configuration(call, settings, proxy),
});

/**
 * Runs a command on the server.
 *
 * The command's exit code is part of the result: a code that is not 0 is no failure of this call. It
 * runs without a terminal, and its standard input is empty.
 *
 * @returns `exit_code`, `stdout`, `stderr`; output that is no UTF-8 comes in Base64, which `stdout_encoding` says.
 * @throws {ConnectionError} The connection was lost: whether the command ran is not known.
 * @see https://www.rfc-editor.org/rfc/rfc4254#section-6.5
 */
export const executeCommand = method('ssh', 'ExecuteCommand', {
  effect: 'write',
  params: {
    connection,
    command: text('The command, for the shell of the user there', {
      option: 'comm',
      example: 'uname -a',
    }),
  },
  dryRun: true,
  run({ connection, command }, call) {
    call.wouldSend(() => commandLine(connection, command));
    return params.withSession(call, connection, (session) => runCommand(session, command, call));
  },
  stream: ({ connection, command }, call) => CommandStream.start(connection, command, call),
  // Whoever prints a text ends its last line.
  text: ({ stdout, stdout_encoding }) =>
    (stdout_encoding ? Buffer.from(stdout, 'base64').toString() : stdout).replace(/\n$/, ''),
  textOf: ({ text }) => text,
});

/**
 * Closes an open connection.
 */
export const closeConnection = method('ssh', 'CloseConnection', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: { connection: params.opened },
  run: ({ connection }): Promise<Closed> => params.closeConnection(connection),
});

/**
 * Tells whether a value is an open connection of this library.
 */
export const isConnector = method('ssh', 'IsConnector', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: { value: any('Anything', { example: 'connection' }) },
  run: ({ value }): boolean => params.isConnection(value),
});

/**
 * Makes settings for a user with a password.
 *
 * @returns The settings; a password written as `env:NAME` is looked up where they are used.
 */
export const getSettingsLoginPassword = method('ssh', 'GetSettingsLoginPassword', {
  effect: 'read',
  offline: true,
  params: { host, port, user, password: params.password },
  run: ({ host, port, user, password = '' }): SshSettingsRecord => ({
    auth_type: 'password',
    host,
    port,
    username: user,
    password,
  }),
});

/**
 * Makes settings for a user with a private key.
 *
 * @returns The settings; the key is read where they are used.
 */
export const getSettingsPrivateKey = method('ssh', 'GetSettingsPrivateKey', {
  effect: 'read',
  offline: true,
  params: {
    host,
    port,
    user,
    key: params.key,
    publicKey: params.publicKey,
    passphrase: params.passphrase,
  },
  run: ({ host, port, user, key, publicKey, passphrase }): SshSettingsRecord => ({
    auth_type: 'private_key',
    host,
    port,
    username: user,
    key_path: key,
    ...(publicKey !== undefined && { pub_path: publicKey }),
    ...(passphrase !== undefined && { passphrase }),
  }),
});

/**
 * Makes settings for a user whose keys an SSH agent has.
 *
 * The agent is found by SSH_AUTH_SOCK; on Windows it is the one of OpenSSH.
 */
export const getSettingsViaAgent = method('ssh', 'GetSettingsViaAgent', {
  effect: 'read',
  offline: true,
  params: { host, port, user },
  run: ({ host, port, user }): SshSettingsRecord => ({
    auth_type: 'agent',
    host,
    port,
    username: user,
  }),
});

/**
 * Makes settings for a server that asks questions.
 *
 * @returns The settings; answers written as `env:NAME` are looked up where they are used.
 */
export const getSettingsKI = method('ssh', 'GetSettingsKI', {
  effect: 'read',
  offline: true,
  params: { host, port, user, answers: params.answers },
  run: ({ host, port, user, answers }): SshSettingsRecord => ({
    auth_type: 'keyboard_interactive',
    host,
    port,
    username: user,
    keyboard_responses: answers,
  }),
});

/**
 * Makes settings of a proxy on the way to the server.
 */
export const getProxySettings = method('ssh', 'GetProxySettings', {
  effect: 'read',
  offline: true,
  params: {
    host: params.proxyHost,
    port: params.proxyPort,
    type: params.proxyType,
    user: params.proxyUser,
    password: params.proxyPassword,
  },
  run: (from, call): SshProxyRecord => params.proxyRecord(call, from),
});

/**
 * Makes settings of a connection's log.
 */
export const getLoggingSettings = method('ssh', 'GetLoggingSettings', {
  effect: 'read',
  offline: true,
  params: {
    memory: flag('Keep the last events in memory, for GetLog', { default: true }),
    count: number('How many events are kept', { default: 300 }),
    path: text('File for all events', { optional: true }),
  },
  run({ memory, count, path = '' }): LoggingSettings {
    const mode = memory ? (path ? 'both' : 'memory') : path ? 'file' : 'none';
    return { mode, max_entries: count, file_path: path };
  },
});

/**
 * Gets the last events of an open connection that keeps a log in memory.
 *
 * @returns `logs`, the oldest first, or one text.
 */
export const getLog = method('ssh', 'GetLog', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: {
    connection: params.opened,
    asText: flag('One text in place of a list', { option: 'str', default: false }),
    count: number('How many events; 0 for all', { default: 100 }),
  },
  run({ connection, asText, count }, call): LogResult | string {
    const { log } = connection as Session;
    if (!log) {
      const message = 'this connection keeps no log: open it with logging';
      throw new InputError({ method: call.method, param: 'connection', message });
    }
    const { events, total } = log.last(count);
    if (asText) return events.join('\n');
    return { result: true, logs: events, returned: events.length, total };
  },
});
