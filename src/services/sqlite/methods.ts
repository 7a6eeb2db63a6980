export type { Closed } from '../../core/connection/connection.js';
export type { ConnectionLogResult, LoggingSettings } from '../../core/connection/connection-log.js';
export type { FilterStructure } from '../../core/sql/filters.js';
export type * from '../../core/sql/results.js';
export * from './connections.js';
export * from './records.js';
export * from './tables.js';
export type * from './types.js';
