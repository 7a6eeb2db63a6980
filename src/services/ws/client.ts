import { openConnection } from '../../core/connection/connection.js';
import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { proxy } from '../../core/connection/proxy-settings.js';
import { tls } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import {
  bytes,
  flag,
  list,
  number,
  payload,
  record,
  text,
  texts,
} from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { address } from './address.js';
import { dryRunLine } from './command.js';
import { WsConnection } from './connection.js';
import { Conversation } from './conversation.js';
import type { Arrived } from './peer.js';
import type { AllReceived, Done, Message, NotDone } from './types.js';

const spec: makers.ConnectionSpec<WsConnection> = {
  service: 'ws',
  is: (value) => value instanceof WsConnection,
  option: 'conn',
  log: ({ log }) => log,
};

const connection = openConnection(spec.is, 'Open connection', { option: 'conn' });
const headers = record('Further headers of the request', {
  optional: true,
  example: "{'Authorization':'Bearer …'}",
});
const protocols = list(texts, 'Subprotocols to offer, the preferred one first', {
  optional: true,
});

/**
 * Opens a connection for several calls.
 *
 * `await using connection = await createConnection(…)` closes it automatically. An open connection does
 * not keep the program alive. Pings are answered, and a connection whose other side no longer answers is
 * closed. Messages are compressed if the server supports it. With `wss://`, the server's certificate is
 * verified, including the host name, unless TLS settings say otherwise.
 *
 * @throws {HttpError} The server refused the connection: 401, 404.
 * @throws {ConnectionError} The connection was refused, or the certificate is not trusted.
 * @see https://www.rfc-editor.org/rfc/rfc6455
 */
export const createConnection = makers.createConnection(spec, {
  params: { address, tls, proxy, headers, logging, protocols },
  open: ({ logging: _, ...target }, call, log) => WsConnection.open(target, call, log),
});

/**
 * Closes an open connection with a code and a reason.
 */
export const closeConnection = method('ws', 'CloseConnection', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    connection,
    code: number('Code: 1000, or from 3000 to 4999', { default: 1000 }),
    reason: text('Reason, of at most 123 bytes', { optional: true }),
  },
  async run({ connection, code, reason }, call): Promise<Done> {
    connection.log?.add(`Closed (${code})`);
    await connection.peer.close(call, code, reason);
    return { result: true };
  },
});

/**
 * Sends a ping. A connection whose other side does not answer is found out automatically.
 */
export const sendPing = method('ws', 'SendPing', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection },
  run({ connection }, call): Done {
    connection.peer.ping(call);
    return { result: true };
  },
});

/**
 * Sends a pong without being asked. Pings are answered automatically.
 */
export const sendPong = method('ws', 'SendPong', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection },
  run({ connection }, call): Done {
    connection.peer.pong(call);
    return { result: true };
  },
});

/**
 * Gets the next message, or waits for it.
 *
 * A server that sends faster than it is read has to wait.
 *
 * @returns `data` is text or a Buffer, as `type` says. `result` is false if nothing arrived in time, or
 * the connection is closed: then with the server's `code` and `reason`.
 */
export const getMessage = method('ws', 'GetMessage', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: {
    connection,
    timeout: number('Longest wait in milliseconds; 0 for none', {
      option: 'tout',
      default: 10_000,
    }),
  },
  run({ connection, timeout }, call): Message | Promise<Message | NotDone> {
    const arrived = connection.peer.take();
    return arrived ? received(arrived, connection) : nextMessage(connection, timeout, call);
  },
});

async function nextMessage(
  connection: WsConnection,
  timeout: number,
  call: Call,
): Promise<Message | NotDone> {
  const found = await connection.peer.next(timeout, call);
  return found ? received(found, connection) : connection.peer.whyNone(timeout);
}

function received({ data, isBinary }: Arrived, { log }: WsConnection): Message {
  log?.add(`Received ${data.length} bytes`);
  if (isBinary) return { result: true, type: 'binary', data };
  return { result: true, type: 'text', data: data.toString() };
}

/**
 * Sends a text message.
 *
 * @throws {ConnectionError} The connection is closed.
 */
export const sendTextMessage = method('ws', 'SendTextMessage', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection, text: text('The text', { example: 'Hello' }) },
  run({ connection: { peer, log }, text }, call): Done | Promise<Done> {
    const full = peer.send(text, call);
    log?.add(`Sent a text of ${text.length} characters`);
    return full ? full.then(() => ({ result: true })) : { result: true };
  },
});

/**
 * Sends a binary message.
 *
 * @throws {ConnectionError} The connection is closed.
 */
export const sendBinaryMessage = method('ws', 'SendBinaryMessage', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection, data: bytes('The bytes', { example: 'message.bin' }) },
  async run({ connection: { peer, log }, data }, call): Promise<Done> {
    const all = await data.buffer();
    await peer.send(all, call);
    log?.add(`Sent ${all.length} bytes`);
    return { result: true };
  },
});

/**
 * Returns TLS settings for a connection.
 *
 * The server's certificate is verified, including the host name, unless all certificates are trusted.
 */
export const getTlsSettings = makers.getTlsSettings(spec, { programOnly: true });

/**
 * Returns proxy settings for a connection.
 */
export const getProxySettings = makers.getProxySettings(spec);

/**
 * Checks whether a value is a connection from CreateConnection.
 */
export const isClientObject = makers.isConnector(spec, 'IsClientObject');

const count = number('Number of messages to wait for; 0 for any', { default: 0 });
const silence = number('Silence in milliseconds that ends it; 0 for none', { default: 0 });

/**
 * Sends each line as a message and returns the messages that arrive, until a number or a silence.
 *
 * Without either, it ends when the server closes the connection. With `--stream`, messages are printed
 * as they arrive, and `--data -` sends standard input as it is typed, line by line.
 *
 * @returns `messages`: `data` is text, or bytes as Base64 if `type` is `binary`.
 * @throws {HttpError} The server refused the connection: 401, 404.
 * @throws {ConnectionError} The connection was refused or broken, or the certificate is not trusted.
 * @see https://www.rfc-editor.org/rfc/rfc6455
 */
export const exchange = method('ws', 'Exchange', {
  effect: 'write',
  params: {
    address,
    data: payload('Text to send, each line as a message', { optional: true, example: 'Hello' }),
    count,
    silence,
    whole: flag('Send all of it as one message', { default: false }),
    binary: flag('Send all of it as one binary message', { default: false }),
    headers,
    protocols,
    tls,
    proxy,
  },
  async run(given, call): Promise<AllReceived> {
    call.wouldSend(() => dryRunLine(given));
    return Conversation.all(await Conversation.start({ ...given, reconnect: false }, call));
  },
  stream: (given, call) => Conversation.start({ ...given, reconnect: false }, call),
  rows: ({ messages }) => messages,
  text: ({ messages }) => messages.map(({ data }) => data).join('\n'),
  textOf: ({ data }) => `${data}\n`,
});

/**
 * Listens to the messages of a server, until a number of them, a silence or Ctrl-C.
 *
 * With `--stream`, messages are printed as they arrive. With `--reconnect`, a lost connection is opened
 * again, after a longer wait each time, and the text is sent again.
 *
 * @returns `messages`: `data` is text, or bytes as Base64 if `type` is `binary`.
 * @throws {HttpError} The server refused the connection: 401, 404.
 * @throws {ConnectionError} The connection was refused or broken, or the certificate is not trusted.
 * @see https://www.rfc-editor.org/rfc/rfc6455
 */
export const listen = method('ws', 'Listen', {
  effect: 'read',
  params: {
    address,
    data: payload('Text to send first, such as a subscription', { optional: true }),
    count,
    silence,
    reconnect: flag('Connect again after the connection was lost', { default: false }),
    headers,
    protocols,
    tls,
    proxy,
  },
  deadlines: { timeout: 2 ** 31 - 1 },
  async run(given, call): Promise<AllReceived> {
    call.wouldSend(() => dryRunLine(given));
    return Conversation.all(
      await Conversation.start({ ...given, whole: true, binary: false }, call),
    );
  },
  stream: (given, call) => Conversation.start({ ...given, whole: true, binary: false }, call),
  rows: ({ messages }) => messages,
  text: ({ messages }) => messages.map(({ data }) => data).join('\n'),
  textOf: ({ data }) => `${data}\n`,
});
