import {
  connection as connectionParam,
  openConnection,
  withConnection,
} from '../../core/connection/connection.js';
import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import type { TlsSettings } from '../../core/connection/tls-settings.js';
import { tls } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { number, record, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { callContext, param } from '../../core/definition/param.js';
import { GrpcConnection, isGrpcConnection } from '../../core/grpc/connection.js';
import { grpcurl } from '../../core/grpc/grpcurl.js';
import { expectKind } from '../../core/grpc/open-stream.js';
import { type GrpcTarget, proto, readMetadata, targetKind } from '../../core/grpc/settings.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { INSTEAD } from './instead.js';
import type { Data, Done, GrpcSettingsRecord } from './types.js';

const spec: makers.ConnectionSpec<GrpcConnection> = {
  service: 'grpc',
  is: isGrpcConnection,
  option: 'conn',
  log: ({ log }) => log,
};

const SETTINGS = "{'address':'http://localhost:50051'}";

/** For every method that uses a connection. */
export const connection = connectionParam(
  { is: isGrpcConnection, settings: targetKind },
  'Open connection, or the result of GetConnectionParameters',
  { option: 'conn', role: 'destination', reach: 'read', example: SETTINGS },
);

/** For the methods of streams. */
export const open = openConnection(isGrpcConnection, 'Open connection', { option: 'conn' });

export const service = text('Name of the service, with its package', {
  example: 'helloworld.Greeter',
});
export const methodName = text('Name of the method', { option: 'method', example: 'SayHello' });

/** Uses an open connection, or opens one for this call. */
export function using<R>(
  call: Call,
  given: GrpcConnection | GrpcTarget,
  tls: TlsSettings | undefined,
  use: (connection: GrpcConnection) => R | Promise<R>,
): Promise<R> {
  return withConnection<GrpcConnection, GrpcTarget, R>(
    call,
    given,
    isGrpcConnection,
    (target) => GrpcConnection.open(call, { ...target, tls: tls ?? target.tls }),
    use,
  );
}

/**
 * Opens a connection for several calls.
 *
 * `await using connection = await createConnection(…)` closes it automatically. An open connection does
 * not keep the program alive. `https://` is encrypted, and the certificate of the server is verified,
 * including the host name; `http://` is not encrypted. The call options `cert` and `key` are the client's
 * own certificate. Without .proto files, the server is asked for its schema (reflection).
 *
 * @throws {ConnectionError} The connection was refused, the certificate is not trusted, or the server does not speak HTTP/2.
 * @see https://grpc.io/docs/what-is-grpc/core-concepts
 */
export const createConnection = makers.createConnection(spec, {
  params: {
    settings: param(targetKind, 'Settings, as GetConnectionParameters returns them', {
      option: 'params',
      role: 'destination',
      example: SETTINGS,
    }),
    tls,
    logging,
  },
  open: ({ settings, tls }, call, log) =>
    GrpcConnection.open(call, { ...settings, tls: tls ?? settings.tls }, log),
});

/**
 * Closes an open connection, and ends its calls.
 */
export const closeConnection = makers.closeConnection(spec);

/**
 * Replaces the metadata of an open connection, for the calls that follow.
 */
export const setMetadata = method('grpc', 'SetMetadata', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    connection: open,
    metadata: record('Metadata: names and values', {
      option: 'meta',
      example: "{'authorization':'Bearer …'}",
    }),
  },
  async run({ connection, metadata }, call): Promise<Done> {
    connection.setMetadata(await readMetadata(metadata, callContext(call, 'metadata')));
    return { result: true };
  },
});

/**
 * Calls a unary method: one request, one response.
 *
 * Messages are written as JSON, as the specification of Protocol Buffers says: integers of 64 bits are
 * strings, bytes are Base64, a Timestamp is a date. Fields have the names of the schema; in requests also
 * those in lowerCamelCase.
 *
 * @returns `data`: the response.
 * @throws {ServiceError} The server returned a status other than OK: `reason` is its name, such as `NOT_FOUND`.
 * @throws {TimeoutError} The deadline has expired.
 * @see https://protobuf.dev/programming-guides/json
 */
export const executeMethod = method('grpc', 'ExecuteMethod', {
  effect: 'write',
  params: {
    connection,
    service,
    method: methodName,
    data: record('Request', { optional: true, example: "{'name':'Ada'}" }),
    timeout: number('Deadline of the call in milliseconds; 0 for none', {
      option: 'tout',
      default: 10_000,
    }),
    tls,
  },
  async run({ connection, service, method: name, data, timeout, tls }, call): Promise<Data> {
    call.wouldSend(() => grpcurl(connection, { tls, service, method: name, data, timeout }));
    return using(call, connection, tls, async (connection) => {
      const method = await connection.method(call, service, name);
      expectKind(call, method, 'unary', INSTEAD);
      return { result: true, data: await connection.unary(call, method, data, timeout) };
    });
  },
});

/**
 * Checks whether a value is an open connection from CreateConnection.
 */
export const isConnector = makers.isConnector(spec);

/**
 * Returns the settings of a connection.
 *
 * Schemas are .proto files, folders of them, descriptor sets (`protoc --descriptor_set_out`), their text
 * or URLs. They are read when the connection is opened. Imports are found by their names among them and
 * in their folders.
 *
 * @returns The settings; one schema has the name `main.proto`.
 */
export const getConnectionParameters = method('grpc', 'GetConnectionParameters', {
  effect: 'read',
  offline: true,
  params: {
    address: text('Address: https://host:port, or http://host:port without TLS', {
      option: 'addr',
      role: 'destination',
      example: 'https://example.com:443',
    }),
    proto,
    metadata: record('Metadata: names and values', { option: 'meta', optional: true }),
  },
  run: ({ address, proto, metadata }): GrpcSettingsRecord => ({
    address,
    ...(proto && { proto: proto as JsonRecord }),
    ...(metadata && { metadata }),
  }),
});

/**
 * Returns the TLS settings for a connection.
 *
 * The server's certificate is verified, including the host name, unless all certificates are trusted.
 */
export const getTlsSettings = makers.getTlsSettings(spec);

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
