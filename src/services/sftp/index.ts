/**
 * Files and folders on other machines over SSH: up, down, lists, renames.
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
export * from './connections.js';
export * from './directories.js';
export * from './files.js';
export type * from './types.js';
