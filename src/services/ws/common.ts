import * as makers from '../../core/connection/methods.js';
import { WsConnection } from './connection.js';
import { WsServer } from './ws-server.js';

const logged: makers.ConnectionSpec<WsConnection | WsServer> = {
  service: 'ws',
  is: (value) => value instanceof WsConnection || value instanceof WsServer,
  option: 'srv',
  log: ({ log }) => log,
};

/**
 * Returns the logging settings for a connection or a server: in memory, in a file or both.
 */
export const getLoggingSettings = makers.getLoggingSettings(logged);

/**
 * Gets the last events of an open connection or server that logs in memory.
 *
 * @returns `logs`, oldest first, or one text.
 */
export const getLog = makers.getLog(logged, 'srv');
