import { any, flag, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import type {
  Closed,
  SshConfiguration,
  SshConnection,
  SshProxyRecord,
  SshSettingsRecord,
} from '../../core/ssh/connection.js';
import * as params from '../../core/ssh/params.js';
import { Session } from '../../core/ssh/session.js';
import { batch } from './batch.js';
import { rename } from './moving.js';
import { Remote } from './remote.js';
import type { Done } from './types.js';

const { connection, host, port, user } = params;

/**
 * Opens a connection for several calls.
 *
 * `await using connection = await createConnection(…)` closes it at the end. Methods of `ssh` take
 * it too. A forgotten one does not keep the process alive.
 *
 * @throws {ConnectionError} The host's key is unknown or another one (`reason`), or nothing answers.
 * @throws {ServiceError} The server does not let the user in: `AUTH_FAILED`.
 * @see https://man.openbsd.org/sftp.1
 */
export const createConnection = method('sftp', 'CreateConnection', {
  effect: 'read',
  programOnly: true,
  params: {
    settings: params.settings,
    proxy: params.proxy,
  },
  run({ settings, proxy }, call): Promise<SshConnection> {
    return Session.open({ settings, proxy }, call);
  },
});

/**
 * Puts all that a connection takes into one structure.
 *
 * It stands for an open connection wherever one is wanted: each call opens one of its own then.
 *
 * @returns `set` and, where there is one, `proxy`.
 */
export const getConnectionConfiguration = method('sftp', 'GetConnectionConfiguration', {
  effect: 'read',
  offline: true,
  params: { settings: params.keptSettings, proxy: params.keptProxy },
  run: ({ settings, proxy }, call): SshConfiguration => params.configuration(call, settings, proxy),
});

/**
 * Closes an open connection.
 */
export const closeConnection = method('sftp', 'CloseConnection', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: { connection: params.opened },
  run: ({ connection }): Promise<Closed> => params.closeConnection(connection),
});

/**
 * Moves or renames a file or folder on the server.
 *
 * @throws {ServiceError} `FILE_EXISTS`: there is something at the new path, and it is to be kept.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.5
 */
export const updatePath = method('sftp', 'UpdatePath', {
  effect: 'write',
  params: {
    connection,
    from: text('Path of the file or folder', { option: 'old', example: 'report.txt' }),
    to: text('Its new path', { option: 'new', example: 'archive/report.txt' }),
    overwrite: flag('Replace what is at the new path', { option: 'rw', default: false }),
  },
  dryRun: true,
  run({ connection, from, to, overwrite }, call): Promise<Done> {
    call.wouldSend(() => batch(connection, 'rename', from, to));
    return Remote.use(call, connection, `rename ${from} ${to}`, async (remote) => {
      await rename(remote, from, to, overwrite);
      return { result: true };
    });
  },
});

/**
 * Tells whether a value is an open connection of this library.
 */
export const isConnector = method('sftp', 'IsConnector', {
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
export const getSettingsLoginPassword = method('sftp', 'GetSettingsLoginPassword', {
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
export const getSettingsPrivateKey = method('sftp', 'GetSettingsPrivateKey', {
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
export const getSettingsViaAgent = method('sftp', 'GetSettingsViaAgent', {
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
export const getSettingsKI = method('sftp', 'GetSettingsKI', {
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
export const getProxySettings = method('sftp', 'GetProxySettings', {
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
