export type { ConnectionLogResult, LoggingSettings } from '../../core/connection/connection-log.js';
export * from './commands.js';
export type { RconConnection } from './connection.js';
export type { RconSettingsRecord } from './settings.js';
export type * from './types.js';
