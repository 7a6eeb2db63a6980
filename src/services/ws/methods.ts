export type { ConnectionLogResult, LoggingSettings } from '../../core/connection/connection-log.js';
export type { ProxyRecord } from '../../core/connection/proxy-settings.js';
export type { TlsSettings } from '../../core/connection/tls-settings.js';
export * from './client.js';
export * from './common.js';
export type { WsConnection } from './connection.js';
export * from './server.js';
export type * from './types.js';
export type { WsServer } from './ws-server.js';
