export type { Closed } from '../../core/connection/connection.js';
export type { ConnectionLogResult, LoggingSettings } from '../../core/connection/connection-log.js';
export type { TlsSettings } from '../../core/connection/tls-settings.js';
export { add, change, compare, performSearch } from './catalog.js';
export type { LdapConnection } from './connection.js';
export * from './connections.js';
export type * from './types.js';
export type { LdapValue } from './values.js';
