import { connection as connectionParam, withConnection } from '../../core/connection/connection.js';
import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { number, text, unresolvedSecret, verbatim } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { param } from '../../core/definition/param.js';
import { shellQuote } from '../../core/util/shell-quote.js';
import { isConnection, RconConnection } from './connection.js';
import {
  type RconSettings,
  type RconSettingsRecord,
  serverName,
  settingsKind,
} from './settings.js';
import type { CommandOutput } from './types.js';

const spec: makers.ConnectionSpec<RconConnection> = {
  service: 'rcon',
  is: isConnection,
  option: 'conn',
  log: (connection) => connection.log,
};

const SETTINGS = "{'url':'127.0.0.1:25575','password':'env:RCON_PASSWORD'}";

const settings = param(settingsKind, 'Settings, as FormConnectionParameters returns them', {
  option: 'params',
  role: 'destination',
  example: SETTINGS,
});

const connection = connectionParam(
  { is: isConnection, settings: settingsKind },
  'Open connection, or the result of FormConnectionParameters',
  { option: 'conn', role: 'destination', example: SETTINGS },
);

/**
 * Opens a connection for several commands.
 *
 * `await using connection = await createConnection(…)` closes it automatically. An open connection
 * does not keep the program alive. Simultaneous calls run one after another. RCON has no encryption:
 * over the internet, use it through a tunnel (`ssh -L`).
 *
 * @throws {ConnectionError} The connection was refused or lost.
 * @throws {ServiceError} The password is wrong: `AUTH_FAILED`.
 * @see https://developer.valvesoftware.com/wiki/Source_RCON_Protocol
 */
export const createConnection = makers.createConnection(spec, {
  params: { settings, logging },
  open: ({ settings }, call, log) => RconConnection.open(call, settings, log),
});

/**
 * Runs a command on a game server.
 *
 * A response in several packets is put together. The games do not say whether a command succeeded:
 * an unknown command, too, only has an output. Text that is not UTF-8 is read as Latin-1. If a server
 * does not mark the end of a response, it ends after 2 seconds without data.
 *
 * @returns `data`: the output of the command.
 * @throws {ServiceError} The password is wrong: `AUTH_FAILED`.
 * @throws {ConnectionError} The connection was lost; the command may or may not have run.
 * @see https://developer.valvesoftware.com/wiki/Source_RCON_Protocol#SERVERDATA_EXECCOMMAND
 */
export const executeCommand = method('rcon', 'ExecuteCommand', {
  effect: 'write',
  params: {
    command: verbatim('Command for the console of the server', { option: 'exec', example: 'list' }),
    connection,
  },
  dryRun: true,
  async run({ command, connection }, call): Promise<CommandOutput> {
    call.wouldSend(() => commandLine(connection, command));
    const open = (settings: RconSettings) => RconConnection.open(call, settings);
    const run = (on: RconConnection) => on.execute(call, command);
    return { result: true, data: await withConnection(call, connection, isConnection, open, run) };
  },
  text: ({ data }) => data,
});

/** The equivalent command of the package `rcon` of Python. */
function commandLine(connection: RconConnection | RconSettings, command: string): string {
  const server = isConnection(connection) ? connection.server : serverName(connection);
  return `rconclt ${shellQuote(`***@${server}`)} ${shellQuote(command)}`;
}

/**
 * Returns the settings of a connection.
 *
 * @returns The settings; a password `env:NAME` is looked up when they are used.
 */
export const formConnectionParameters = method('rcon', 'FormConnectionParameters', {
  effect: 'read',
  offline: true,
  params: {
    url: text('Host and port of the server', { role: 'destination', example: '127.0.0.1:25575' }),
    password: unresolvedSecret('Password', { option: 'pass', example: 'env:RCON_PASSWORD' }),
    readTimeout: number('Longest silence of the server, in seconds', {
      option: 'rtout',
      default: 30,
    }),
    writeTimeout: number('Longest pause in sending, in seconds', { option: 'wtout', default: 30 }),
  },
  run: ({ url, password, readTimeout, writeTimeout }): RconSettingsRecord => ({
    url,
    password,
    read_timeout: readTimeout,
    write_timeout: writeTimeout,
  }),
});

/**
 * Checks whether a value is an open connection from CreateConnection.
 */
export const isConnector = makers.isConnector(spec);

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
