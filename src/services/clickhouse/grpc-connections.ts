import { tls } from '../../core/connection/tls-settings.js';
import { record, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { param } from '../../core/definition/param.js';
import type { GrpcConnection } from '../../core/grpc/connection.js';
import { openGrpc } from './connection.js';
import { authorization } from './login.js';
import { grpcTargetKind } from './target.js';
import type { ConnectionRecord } from './types.js';

/**
 * Returns the settings of a connection over gRPC.
 *
 * The server offers gRPC if its configuration has a `grpc_port`, usually 9100.
 *
 * @returns The settings; a password or token `env:NAME` is looked up when they are used.
 */
export const getGRPCConnectionSettings = method('clickhouse', 'GetGRPCConnectionSettings', {
  effect: 'read',
  offline: true,
  params: {
    url: text('Address: https://host:port, or http://host:port without TLS', {
      role: 'destination',
      example: 'http://localhost:9100',
    }),
    authorization,
    meta: record('Metadata: names and values', { optional: true }),
    tls,
  },
  run: ({ url, authorization, meta, tls }): ConnectionRecord => ({
    address: url,
    ...(meta && { meta }),
    ...(tls && { tls }),
    transport: 'grpc',
    ...authorization,
  }),
});

/**
 * Opens a connection over gRPC for several requests.
 *
 * `await using connection = await createGRPCConnection(…)` closes it automatically. An open connection
 * does not keep the program alive. `https://` is encrypted, and the certificate of the server is
 * verified, including the host name; `http://` is not encrypted. The server checks the login with each
 * request.
 *
 * @throws {ConnectionError} The connection was refused, the certificate is not trusted, or the server does not speak HTTP/2.
 * @see https://clickhouse.com/docs/interfaces/grpc
 */
export const createGRPCConnection = method('clickhouse', 'CreateGRPCConnection', {
  effect: 'read',
  programOnly: true,
  params: {
    settings: param(grpcTargetKind, 'Settings, as GetGRPCConnectionSettings returns them', {
      option: 'set',
      role: 'destination',
      example: "{'address':'http://localhost:9100'}",
    }),
  },
  run: ({ settings }, call): Promise<GrpcConnection> => openGrpc(call, settings),
});
