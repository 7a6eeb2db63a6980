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
 * `await using connection = await createConnection(…)` closes it at the end. Methods of `ssh` take
 * it too. A forgotten one does not keep the process alive.
 *
 * @throws {ConnectionError} The host's key is unknown or another one (`reason`), or nothing answers.
 * @throws {ServiceError} The server does not let the user in: `AUTH_FAILED`.
 * @see https://man.openbsd.org/sftp.1
 */
export const createConnection = makers.createConnection(spec, {
  params: { settings, proxy },
  open: (target, call) => Session.open(target, call),
});

/**
 * Puts all that a connection takes into one structure.
 *
 * It stands for an open connection wherever one is wanted: each call opens one of its own then.
 *
 * @returns `set` and, where there is one, `proxy`.
 */
export const getConnectionConfiguration = sshMakers.getConnectionConfiguration(spec);

/**
 * Closes an open connection.
 */
export const closeConnection = makers.closeConnection(spec);

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
export const isConnector = makers.isConnector(spec);

/**
 * Makes settings for a user with a password.
 *
 * @returns The settings; a password written as `env:NAME` is looked up where they are used.
 */
export const getSettingsLoginPassword = sshMakers.getSettingsLoginPassword(spec);

/**
 * Makes settings for a user with a private key.
 *
 * @returns The settings; the key is read where they are used.
 */
export const getSettingsPrivateKey = sshMakers.getSettingsPrivateKey(spec);

/**
 * Makes settings for a user whose keys an SSH agent has.
 *
 * The agent is found by SSH_AUTH_SOCK; on Windows it is the one of OpenSSH.
 */
export const getSettingsViaAgent = sshMakers.getSettingsViaAgent(spec);

/**
 * Makes settings for a server that asks questions.
 *
 * @returns The settings; answers written as `env:NAME` are looked up where they are used.
 */
export const getSettingsKI = sshMakers.getSettingsKI(spec);

/**
 * Makes settings of a proxy on the way to the server.
 */
export const getProxySettings = makers.getProxySettings(spec);
