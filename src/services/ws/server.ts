import { ConnectionLog, logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import {
  connectionId,
  listenOn,
  ofServer,
  poolSize,
  runningServer,
  stopServer as stop,
} from '../../core/connection/server-methods.js';
import { flag, list, number, payload, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { Bytes } from '../../core/files/bytes.js';
import type { ConnectionList, ConnectionMessage, Done, NotDone } from './types.js';
import { WsServer } from './ws-server.js';

const spec: makers.ConnectionSpec<WsServer> = {
  service: 'ws',
  is: (value) => value instanceof WsServer,
  option: 'srv',
  log: ({ log }) => log,
};

const server = runningServer(spec.is);
const timeout = number('Longest wait for a message in milliseconds; 0 for none', {
  option: 'tout',
  default: 1000,
});

/**
 * Starts a server that listens for connections.
 *
 * `await using server = await startServer({ port: 4243 })` stops it automatically. It listens on
 * 127.0.0.1, which only this machine can reach, unless `host` is another address. Web pages of other
 * sites cannot connect, unless `origins` names them. More connections than the maximum are closed at
 * once. A client that sends faster than it is read has to wait, and a message of more than 64 MiB closes
 * its connection (1009).
 *
 * @returns The server; `server.port` is its port.
 * @throws {InputError} The port is in use.
 */
export const startServer = method('ws', 'StartServer', {
  effect: 'write',
  ...ofServer,
  params: {
    port: number('Port to listen on; 0 for any free one', { example: '4243' }),
    poolSize,
    logging,
    host: listenOn,
    origins: list(texts, 'Web pages that may connect, such as https://example.com; * for any', {
      optional: true,
    }),
  },
  run: ({ logging, origins = [], ...options }, call): Promise<WsServer> =>
    WsServer.start({ ...options, origins }, call, logging && new ConnectionLog(call, logging)),
});

/**
 * Stops a server and closes its connections (1001).
 */
export const stopServer = stop('ws', server);

/**
 * Gets the message that has waited longest, or waits for a message of any client.
 *
 * @returns `message` with its `type` and the client's `connectionId`; `result` is false if nothing
 * arrived in time.
 */
export const getNextConnectionData = method('ws', 'GetNextConnectionData', {
  effect: 'read',
  ...ofServer,
  params: { server, timeout },
  run: ({ server, timeout }, call): Promise<ConnectionMessage | NotDone> =>
    server.next(timeout, call),
});

/**
 * Gets the next message of one client, or waits for it.
 *
 * @returns `message` with its `type`; `result` is false if nothing arrived in time, or the connection is
 * closed: then with the client's `code` and `reason`.
 */
export const getConnectionData = method('ws', 'GetConnectionData', {
  effect: 'read',
  ...ofServer,
  params: { server, connectionId, timeout },
  run: ({ server, connectionId, timeout }, call): Promise<ConnectionMessage | NotDone> =>
    server.messageOf(connectionId, timeout, call),
});

/**
 * Sends a message to a client: text as text, bytes as a binary message.
 *
 * @returns `result` is false if the client has disconnected.
 */
export const sendData = method('ws', 'SendData', {
  effect: 'write',
  ...ofServer,
  params: { server, connectionId, data: payload('Text or bytes to send', { example: 'Hello' }) },
  run: async ({ server, connectionId, data }, call): Promise<Done | NotDone> =>
    server.send(connectionId, data instanceof Bytes ? await data.buffer() : data, call),
});

/**
 * Closes the connection of a client.
 */
export const closeIncomingConnection = method('ws', 'CloseIncomingConnection', {
  effect: 'write',
  ...ofServer,
  params: {
    server,
    connectionId,
    removeImmediately: flag('Remove it from the list, with its unread messages', {
      option: 'rm',
      default: true,
    }),
  },
  run: ({ server, connectionId, removeImmediately }): Promise<Done | NotDone> =>
    server.disconnect(connectionId, removeImmediately),
});

/**
 * Lists the connections of a server.
 *
 * @returns `connections`: the open ones, and closed ones whose messages were not read yet.
 */
export const getConnectionList = method('ws', 'GetConnectionList', {
  effect: 'read',
  ...ofServer,
  params: { server },
  run: ({ server }): ConnectionList => ({ result: true, connections: server.list() }),
});

/**
 * Checks whether a value is a server from StartServer.
 */
export const isServerObject = makers.isConnector(spec, 'IsServerObject');
