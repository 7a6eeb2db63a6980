import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { proxy } from '../../core/connection/proxy-settings.js';
import { bytes, verbatim } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import * as sshMakers from '../../core/ssh/methods.js';
import { connection, settings, withSession } from '../../core/ssh/params.js';
import { Session } from '../../core/ssh/session.js';
import { CommandStream, commandLine, runCommand } from './command.js';

const spec = sshMakers.sshSpec('ssh');

/**
 * Opens a connection for several calls.
 *
 * `await using connection = await createConnection(…)` closes it automatically. The methods of `sftp`
 * accept it too. An open connection does not keep the program alive.
 *
 * With `user@host`, a host of `~/.ssh/config` or `ssh://…` instead of settings, user, port, keys and
 * jump hosts (`ProxyJump`) are those that `ssh` would use. Settings can have `algorithms` for old
 * servers: `{'kex':'+diffie-hellman-group14-sha1'}`, and the same for `cipher`, `hmac`, `hostKey`.
 *
 * @throws {ConnectionError} The host key is unknown or has changed (`reason`), or the connection was
 * refused.
 * @throws {ServiceError} The authentication failed: `AUTH_FAILED`.
 * @see https://man.openbsd.org/ssh.1
 */
export const createConnection = makers.createConnection(spec, {
  params: { settings, proxy, logging },
  open: (target, call, log) => Session.open(target, call, log),
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
 * Runs a command on the server.
 *
 * The command's exit code is part of the result: the call does not fail if it is not 0. With `--text`
 * and `--stream`, `oint` works like `ssh`: the command's standard output and standard error are its
 * own, what is piped into it is the command's standard input, and it exits with the command's status
 * (128 and the signal's number if a signal ended it). The command runs without a terminal.
 *
 * @returns `exit_code`, `stdout`, `stderr`; output that is not UTF-8 is Base64, and then
 * `stdout_encoding` says so.
 * @throws {ConnectionError} The connection was lost; the command may or may not have run.
 * @see https://www.rfc-editor.org/rfc/rfc4254#section-6.5
 */
export const executeCommand = method('ssh', 'ExecuteCommand', {
  effect: 'write',
  params: {
    connection,
    command: verbatim('Command for the user’s shell on the server', {
      option: 'comm',
      example: 'uname -a',
    }),
    stdin: bytes('Standard input of the command; by default, it is empty', {
      optional: true,
      example: 'input.txt',
    }),
  },
  dryRun: true,
  run({ connection, command, stdin }, call) {
    call.wouldSend(() => commandLine(connection, command));
    return withSession(call, connection, (session) => runCommand(session, command, stdin, call));
  },
  stream: ({ connection, command, stdin }, call) =>
    CommandStream.start(connection, command, stdin, call),
  // Printing adds the last line break.
  text: ({ stdout, stdout_encoding }) =>
    decoded(stdout, stdout_encoding).toString().replace(/\n$/, ''),
  textOf: ({ text }) => text,
  process: {
    stdin: 'stdin',
    outputOf: ({ stdout, stdout_encoding, stderr, stderr_encoding }) => ({
      stdout: decoded(stdout, stdout_encoding),
      stderr: decoded(stderr, stderr_encoding),
    }),
    chunkOf: ({ stream, data }) => ({ stream, data }),
  },
});

function decoded(output: string, encoding: 'base64' | undefined): Buffer {
  return Buffer.from(output, encoding);
}

/**
 * Closes an open connection.
 */
export const closeConnection = makers.closeConnection(spec);

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
