export type { Closed } from '../../core/connection/connection.js';
export type { ConnectionLogResult, LoggingSettings } from '../../core/connection/connection-log.js';
export type { ProxyRecord } from '../../core/connection/proxy-settings.js';
export type {
  SshConfiguration,
  SshConnection,
  SshSettingsRecord,
} from '../../core/ssh/connection.js';
export * from './connections.js';
export type { CommandChunk, CommandResult } from './types.js';
