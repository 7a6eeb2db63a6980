import * as makers from '../../core/connection/methods.js';
import { TcpConnection } from './connection.js';
import { TcpServer } from './tcp-server.js';

const logged: makers.ConnectionSpec<TcpConnection | TcpServer> = {
  service: 'tcp',
  is: (value) => value instanceof TcpConnection || value instanceof TcpServer,
  option: 'conn',
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
export const getLog = makers.getLog(logged);
