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
import {
  encoding,
  flag,
  number,
  payload,
  payloadBytes,
} from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { Listening } from './listening.js';
import { TcpServer } from './tcp-server.js';
import type { AllReceived, ConnectionData, ConnectionList, Done, NotDone } from './types.js';

const spec: makers.ConnectionSpec<TcpServer> = {
  service: 'tcp',
  is: (value) => value instanceof TcpServer,
  option: 'srv',
  log: ({ log }) => log,
};

const server = runningServer(spec.is);
const timeout = number('Longest wait for data in milliseconds; 0 for none', {
  option: 'tout',
  default: 1000,
});
const maxSize = number('Maximum size of the data in bytes', { option: 'msize', default: 8192 });
const port = number('Port to listen on; 0 for any free one', { example: '4242' });

/**
 * Starts a server that listens for connections.
 *
 * `await using server = await startServer({ port: 4242 })` stops it automatically. It listens on
 * 127.0.0.1, which only this machine can reach, unless `host` is another address. More connections than
 * the maximum are closed at once. A client that sends faster than it is read has to wait.
 *
 * @returns The server; `server.port` is its port.
 * @throws {InputError} The port is in use.
 */
export const startServer = method('tcp', 'StartServer', {
  effect: 'write',
  ...ofServer,
  params: { port, poolSize, logging, host: listenOn },
  run: ({ port, poolSize, logging, host }, call): Promise<TcpServer> =>
    TcpServer.start({ port, poolSize, host }, call, logging && new ConnectionLog(call, logging)),
});

/**
 * Stops a server and closes its connections.
 */
export const stopServer = stop('tcp', server);

/**
 * Gets data of the client that has waited longest, or waits for data of any client.
 *
 * @returns `message` with the data, and the client's `connectionId`; `result` is false if nothing
 * arrived in time.
 */
export const getNextConnectionData = method('tcp', 'GetNextConnectionData', {
  effect: 'read',
  ...ofServer,
  params: { server, timeout, maxSize },
  run: ({ server, timeout, maxSize }, call): Promise<ConnectionData | NotDone> =>
    server.next(timeout, maxSize, call),
});

/**
 * Gets data of one client, or waits for it.
 *
 * @returns `message` with the data; `result` is false if nothing arrived in time, or the client has
 * finished.
 */
export const getConnectionData = method('tcp', 'GetConnectionData', {
  effect: 'read',
  ...ofServer,
  params: { server, connectionId, timeout, maxSize },
  run: ({ server, connectionId, timeout, maxSize }, call): Promise<ConnectionData | NotDone> =>
    server.dataOf(connectionId, timeout, maxSize, call),
});

/**
 * Sends text or bytes to a client.
 *
 * @returns `result` is false if the client has disconnected or does not read.
 */
export const sendData = method('tcp', 'SendData', {
  effect: 'write',
  ...ofServer,
  params: { server, connectionId, data: payload('Text or bytes to send', { example: 'Hello' }) },
  run: async ({ server, connectionId, data }, call): Promise<Done | NotDone> =>
    server.send(connectionId, await payloadBytes(data), call),
});

/**
 * Closes the connection of a client, after everything was sent.
 */
export const closeIncomingConnection = method('tcp', 'CloseIncomingConnection', {
  effect: 'write',
  ...ofServer,
  params: { server, connectionId },
  run: ({ server, connectionId }): Promise<Done | NotDone> =>
    server.with(connectionId, (pipe) => pipe.close()),
});

/**
 * Tells a client that no more data follows. Data from it can still be read.
 */
export const completeSend = method('tcp', 'CompleteSend', {
  effect: 'write',
  ...ofServer,
  params: { server, connectionId },
  run: ({ server, connectionId }): Promise<Done | NotDone> =>
    server.with(connectionId, (pipe) => pipe.finishSending()),
});

/**
 * Ignores what a client sends from now on. Data can still be sent to it.
 */
export const finishReceiving = method('tcp', 'FinishReceiving', {
  effect: 'write',
  ...ofServer,
  params: { server, connectionId },
  run: ({ server, connectionId }): Promise<Done | NotDone> =>
    server.with(connectionId, (pipe) => pipe.finishReceiving()),
});

/**
 * Lists the connections of a server.
 *
 * @returns `connections`: the open ones, and closed ones whose data was not read yet.
 */
export const getConnectionList = method('tcp', 'GetConnectionList', {
  effect: 'read',
  ...ofServer,
  params: { server },
  run: ({ server }): ConnectionList => ({ result: true, connections: server.list() }),
});

/**
 * Checks whether a value is a server from StartServer.
 */
export const isServerObject = makers.isConnector(spec, 'IsServerObject');

/**
 * Listens on a port and returns the lines that clients send, until a number of lines or a silence.
 *
 * Without either, it listens until it is interrupted. With `--stream`, each line is printed as it
 * arrives, with `--output jsonl` as JSON with the client's address. Only this machine can connect,
 * unless `host` is another address.
 *
 * @returns `messages`: each with its `text` and the client's `connectionId` and `address`.
 * @throws {InputError} The port is in use.
 * @see https://www.rfc-editor.org/rfc/rfc9293
 */
export const listen = method('tcp', 'Listen', {
  effect: 'write',
  commandOnly: true,
  params: {
    port,
    host: { ...listenOn, role: 'destination' },
    reply: payload('Text to answer each line with', { optional: true }),
    echo: flag('Answer each line with the line itself', { default: false }),
    count: number('Number of lines to wait for; 0 for any', { default: 0 }),
    silence: number('Silence in milliseconds that ends it; 0 for none', { default: 0 }),
    maxSize: number('Longest line in bytes; a longer one arrives in parts', {
      option: 'msize',
      default: 1024 * 1024,
    }),
    poolSize,
    encoding: encoding('Encoding of the text', { option: 'enc', default: 'UTF-8' }),
  },
  deadlines: { timeout: 2 ** 31 - 1 },
  run: async (given, call): Promise<AllReceived> =>
    Listening.all(await Listening.start(given, call)),
  stream: (given, call) => Listening.start(given, call),
  rows: ({ messages }) => messages,
  textOf: ({ text }) => `${text}\n`,
  text: ({ messages }) => messages.map(({ text }) => text).join('\n'),
});
