/**
 * Commands on other machines: by password, key, agent or questions, through proxies too.
 *
 * @module
 */

export type { ConnectionLogResult, LoggingSettings } from '../../core/connection/connection-log.js';
export type {
  Closed,
  SshConfiguration,
  SshConnection,
  SshProxyRecord,
  SshSettingsRecord,
} from '../../core/ssh/connection.js';
export * from './connections.js';
export type { CommandChunk, CommandResult } from './types.js';
