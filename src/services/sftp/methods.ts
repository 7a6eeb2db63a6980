export type { Closed } from '../../core/connection/connection.js';
export type { ProxyRecord } from '../../core/connection/proxy-settings.js';
export type {
  SshConfiguration,
  SshConnection,
  SshSettingsRecord,
} from '../../core/ssh/connection.js';
export * from './connections.js';
export * from './directories.js';
export * from './files.js';
export * from './folders.js';
export type * from './types.js';
