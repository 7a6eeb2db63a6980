import * as makers from '../../core/connection/methods.js';
import { proxy } from '../../core/connection/proxy-settings.js';
import { flag, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import * as sshMakers from '../../core/ssh/methods.js';
import { connection, settings } from '../../core/ssh/params.js';
import { Session } from '../../core/ssh/session.js';
import { batch } from './batch.js';
import { rename } from './moving.js';
import { Remote } from './remote.js';
import type { Done } from './types.js';

const spec = sshMakers.sshSpec('sftp');

/**
 * Opens a connection for several calls.
 *
 * `await using connection = await createConnection(…)` closes it automatically. The methods of `ssh`
 * accept it too. An open connection does not keep the program alive.
 *
 * With `user@host`, a host of `~/.ssh/config` or `ssh://…` instead of settings, user, port, keys and
 * jump hosts (`ProxyJump`) are those that `ssh` would use. Settings can have `algorithms` for old
 * servers: `{'kex':'+diffie-hellman-group14-sha1'}`, and the same for `cipher`, `hmac`, `hostKey`.
 *
 * @throws {ConnectionError} The host key is unknown or has changed (`reason`), or the connection was
 * refused.
 * @throws {ServiceError} The authentication failed: `AUTH_FAILED`.
 * @see https://man.openbsd.org/sftp.1
 */
export const createConnection = makers.createConnection(spec, {
  params: { settings, proxy },
  open: (target, call) => Session.open(target, call),
});

/**
 * Returns all settings of a connection in one structure.
 *
 * Methods accept it instead of an open connection: each call then opens its own.
 *
 * @returns `set` and, if there is one, `proxy`.
 */
export const getConnectionConfiguration = sshMakers.getConnectionConfiguration(spec);

/**
 * Closes an open connection.
 */
export const closeConnection = makers.closeConnection(spec);

/**
 * Moves or renames a file or folder on the server.
 *
 * @throws {ServiceError} `FILE_EXISTS`: the new path already exists, and `overwrite` is not set.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.5
 */
export const updatePath = method('sftp', 'UpdatePath', {
  effect: 'write',
  params: {
    connection,
    from: text('Path of the file or folder', { option: 'old', example: 'report.txt' }),
    to: text('New path', { option: 'new', example: 'archive/report.txt' }),
    overwrite: flag('Replace an existing file or folder', { option: 'rw', default: false }),
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
 * Checks whether a value is an open connection from CreateConnection.
 */
export const isConnector = makers.isConnector(spec);

/**
 * Returns settings for password authentication.
 *
 * @returns The settings; a password `env:NAME` is looked up when they are used.
 */
export const getSettingsLoginPassword = sshMakers.getSettingsLoginPassword(spec);

/**
 * Returns settings for authentication with a private key.
 *
 * A certificate beside the key (`id_ed25519-cert.pub`) is used automatically; another is in the field
 * `certificate`. A `password` or `keyboard_responses` are for servers that require more than one proof.
 *
 * @returns The settings; the key is read when they are used.
 */
export const getSettingsPrivateKey = sshMakers.getSettingsPrivateKey(spec);

/**
 * Returns settings for authentication with an SSH agent.
 *
 * The agent is the one in SSH_AUTH_SOCK; on Windows, it is the agent of OpenSSH.
 */
export const getSettingsViaAgent = sshMakers.getSettingsViaAgent(spec);

/**
 * Returns settings for keyboard-interactive authentication.
 *
 * @returns The settings; answers `env:NAME` are looked up when they are used.
 */
export const getSettingsKI = sshMakers.getSettingsKI(spec);

/**
 * Returns proxy settings for a connection.
 */
export const getProxySettings = makers.getProxySettings(spec);
