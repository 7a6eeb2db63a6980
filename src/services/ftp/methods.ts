export type { Closed } from '../../core/connection/connection.js';
export type { ConnectionLogResult, LoggingSettings } from '../../core/connection/connection-log.js';
export type { ProxyRecord } from '../../core/connection/proxy-settings.js';
export type { TlsSettings } from '../../core/connection/tls-settings.js';
export type { FtpConnection } from './connection.js';
export * from './connections.js';
export * from './directories.js';
export * from './files.js';
export type * from './types.js';
