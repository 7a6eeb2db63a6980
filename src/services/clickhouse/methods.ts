export type { TlsSettings } from '../../core/connection/tls-settings.js';
export type { GrpcConnection } from '../../core/grpc/connection.js';
export {
  executeRequest,
  getExternalTableStructure,
  getHTTPConnectionSettings,
  getRequestSettings,
  getSessionSettings,
} from './common.js';
export { createGRPCConnection, getGRPCConnectionSettings } from './grpc-connections.js';
export { getTlsSettings, processGRPCReceiving, processGRPCSending } from './grpc-processing.js';
export {
  closeGRPCStream,
  completeGRPCSending,
  getGRPCMessage,
  openGRPCStream,
  sendGRPCData,
  sendGRPCMessage,
} from './grpc-streams.js';
export type * from './types.js';
