export type { ConnectionLogResult, LoggingSettings } from '../../core/connection/connection-log.js';
export type { TlsSettings } from '../../core/connection/tls-settings.js';
export type { GrpcConnection } from '../../core/grpc/connection.js';
export type { Messages } from '../../core/grpc/exchange.js';
export * from './calls.js';
export {
  closeConnection,
  createConnection,
  executeMethod,
  getConnectionParameters,
  getLog,
  getLoggingSettings,
  getTlsSettings,
  isConnector,
  setMetadata,
} from './common.js';
export * from './introspection.js';
export * from './streaming.js';
export type * from './types.js';
