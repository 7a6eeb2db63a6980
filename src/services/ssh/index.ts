/**
 * Commands on other machines: by password, key, agent or questions, through proxies too.
 *
 * @module
 */

export type {
  Closed,
  SshConfiguration,
  SshConnection,
  SshProxyRecord,
  SshSettingsRecord,
} from '../../core/ssh/connection.js';
export type { LoggingSettings } from '../../core/ssh/log.js';
export * from './connections.js';
export type { CommandChunk, CommandResult, LogResult } from './types.js';
