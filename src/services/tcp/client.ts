import { openConnection } from '../../core/connection/connection.js';
import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { proxy } from '../../core/connection/proxy-settings.js';
import { tls } from '../../core/connection/tls-settings.js';
import { bytes, encoding, flag, number, payload, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { address } from './address.js';
import { dryRunLine } from './command.js';
import { TcpConnection } from './connection.js';
import { Exchange } from './exchange.js';
import type { LastError } from './failure.js';
import { markerBytes, processed } from './request.js';
import type { Lines } from './types.js';

const spec: makers.ConnectionSpec<TcpConnection> = {
  service: 'tcp',
  is: (value) => value instanceof TcpConnection,
  option: 'tcp',
  log: ({ log }) => log,
};

const connection = openConnection(spec.is, 'Open connection', { option: 'tcp' });
const marker = payload('Bytes that end the reading; they are part of the result', {
  optional: true,
});
const timeout = number('Longest wait in milliseconds; 0 for none', { default: 5000 });
const enc = { option: 'enc', default: 'UTF-8' } as const;

/**
 * Opens a connection for several calls.
 *
 * `await using connection = await createConnection(…)` closes it automatically. An open connection does
 * not keep the program alive. With TLS settings, the server's certificate is verified, including the
 * host name.
 *
 * @throws {ConnectionError} The connection was refused, or the certificate is not trusted.
 * @see https://www.rfc-editor.org/rfc/rfc9293
 */
export const createConnection = makers.createConnection(spec, {
  params: { address, tls, proxy, logging },
  open: ({ logging: _, ...target }, call, log) => TcpConnection.open(target, call, log),
});

/**
 * Closes an open connection, after everything was sent.
 */
export const closeConnection = makers.closeConnection(spec);

/**
 * Reads data from an open connection.
 *
 * It ends at the marker, at the maximum size, when the server has finished sending, or when nothing
 * arrives for the length of the timeout. What was not returned is left for the next reading.
 *
 * @returns What has arrived. If that is nothing, GetLastError says why.
 * @throws {ConnectionError} The connection is broken, and nothing is left to read.
 */
export const readBinaryData = method('tcp', 'ReadBinaryData', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: {
    connection,
    maxSize: number('Maximum size in bytes; 0 for any', { option: 'size', default: 0 }),
    marker,
    timeout,
  },
  run: async ({ connection, maxSize, marker, timeout }, call): Promise<Buffer> =>
    connection.read({ maxSize, silence: timeout, marker: await markerBytes(marker) }, call),
});

/**
 * Reads text from an open connection.
 *
 * It ends at the marker (`\n` for a line), when the server has finished sending, or when nothing
 * arrives for the length of the timeout. A character of which only a part has arrived is left for the
 * next reading.
 *
 * @returns The text with its marker. If it is empty, GetLastError says why.
 * @throws {ConnectionError} The connection is broken, and nothing is left to read.
 */
export const readLine = method('tcp', 'ReadLine', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: { connection, encoding: encoding('Encoding of the text', enc), marker, timeout },
  async run({ connection, encoding, marker, timeout }, call): Promise<string> {
    const end = await markerBytes(marker, encoding.encode);
    const reading = { silence: timeout, marker: end, keep: encoding.incomplete };
    return encoding.decode(await connection.read(reading, call));
  },
});

/**
 * Sends data over an open connection.
 *
 * @throws {TimeoutError} The server did not accept it in time; the connection is closed then, because
 * part of the data may have been sent.
 */
export const sendBinaryData = method('tcp', 'SendBinaryData', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection, data: bytes('The data to send', { example: 'request.bin' }), timeout },
  async run({ connection, data, timeout }, call): Promise<true> {
    for await (const chunk of await data.open()) {
      await connection.send(Buffer.from(chunk as Uint8Array), timeout, call);
    }
    return true;
  },
});

/**
 * Sends text over an open connection. A line break is only sent if the text has one.
 *
 * @throws {TimeoutError} The server did not accept it in time; the connection is closed then, because
 * part of the text may have been sent.
 */
export const sendLine = method('tcp', 'SendLine', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    connection,
    data: text('The text to send', { example: 'Hello' }),
    encoding: encoding('Encoding of the text', enc),
    timeout,
  },
  async run({ connection, data, encoding, timeout }, call): Promise<true> {
    await connection.send(encoding.encode(data), timeout, call);
    return true;
  },
});

const request = payload('Text or bytes to send', { optional: true, example: 'PING' });
const until = payload('Text at which the response ends, such as a line break', { optional: true });
const finish = flag('Tell the server that nothing follows, by closing this side', {
  default: false,
});

/**
 * Sends one request and returns the response.
 *
 * The response ends when the server has finished, at the text `until`, or when it is silent for the
 * time `silence`. On the command line, the request is text in which `\n` is a line break; `@path`
 * sends a file and `-` standard input.
 *
 * @returns The response as text, or its bytes.
 * @throws {TimeoutError} Nothing arrived within `firstByteTimeout`.
 * @throws {ConnectionError} The connection was refused or broken, or the certificate is not trusted.
 * @see https://www.rfc-editor.org/rfc/rfc9293
 */
export const processRequest = method('tcp', 'ProcessRequest', {
  effect: 'write',
  params: {
    address,
    data: request,
    asText: flag('Response as text', { option: 'string', default: true }),
    tls,
    proxy,
    until,
    silence: number('Silence in milliseconds after which the response is complete', {
      default: 5000,
    }),
    finish,
  },
  deadlines: { firstByteTimeout: 30_000 },
  async run({ asText, ...given }, call): Promise<string | Buffer> {
    call.wouldSend(() => dryRunLine(given));
    const found = await processed(given, call);
    return asText ? found.toString() : found;
  },
});

/**
 * Sends text and returns the lines that arrive, until a number of lines or a silence.
 *
 * Without either, it ends when the server closes the connection. With `--stream`, lines are printed as
 * they arrive, and `--data -` sends standard input as it is typed.
 *
 * @returns `lines`, without their ends.
 * @throws {ConnectionError} The connection was refused or broken, or the certificate is not trusted.
 * @see https://www.rfc-editor.org/rfc/rfc9293
 */
export const exchange = method('tcp', 'Exchange', {
  effect: 'write',
  params: {
    address,
    data: request,
    count: number('Number of lines to wait for; 0 for any', { default: 0 }),
    silence: number('Silence in milliseconds that ends it; 0 for none', { default: 0 }),
    until: payload('Text at which a line ends', { default: '\n' }),
    encoding: encoding('Encoding of the text', enc),
    finish,
    tls,
    proxy,
  },
  async run(given, call): Promise<Lines> {
    call.wouldSend(() => dryRunLine(given));
    return Exchange.all(await Exchange.start(given, call));
  },
  stream: (given, call) => Exchange.start(given, call),
  text: ({ lines }) => lines.join('\n'),
  textOf: ({ text }) => `${text}\n`,
});

/**
 * Gets the reason for which the last work on an open connection failed or returned nothing.
 *
 * @returns `code` and `message`; nothing if there was no failure.
 */
export const getLastError = method('tcp', 'GetLastError', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: { connection },
  run: ({ connection }): LastError | undefined => connection.lastError,
});

/**
 * Returns proxy settings for a connection.
 */
export const getProxySettings = makers.getProxySettings(spec);

/**
 * Returns TLS settings for a connection.
 *
 * The server's certificate is verified, including the host name, unless all certificates are trusted.
 */
export const getTlsSettings = makers.getTlsSettings(spec);

/**
 * Checks whether a value is a connection from CreateConnection.
 */
export const isClientObject = makers.isConnector(spec, 'IsClientObject');
