import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { proxy } from '../../core/connection/proxy-settings.js';
import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import * as sshMakers from '../../core/ssh/methods.js';
import { connection, settings, withSession } from '../../core/ssh/params.js';
import { Session } from '../../core/ssh/session.js';
import { CommandStream, commandLine, runCommand } from './command.js';

const spec = sshMakers.sshSpec('ssh');

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
export const createConnection = makers.createConnection(spec, {
  params: { settings, proxy, logging },
  open: (target, call, log) => Session.open(target, call, log),
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
    return withSession(call, connection, (session) => runCommand(session, command, call));
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
export const closeConnection = makers.closeConnection(spec);

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

/**
 * Makes settings of a connection's log.
 */
export const getLoggingSettings = makers.getLoggingSettings(spec);

/**
 * Gets the last events of an open connection that keeps a log in memory.
 *
 * @returns `logs`, the oldest first, or one text.
 */
export const getLog = makers.getLog(spec);
