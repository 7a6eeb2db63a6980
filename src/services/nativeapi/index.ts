/**
 * External components of 1C:Enterprise, without 1C.
 *
 * @module
 */
import * as nativeapi from './methods.js';

export * from './methods.js';
export default nativeapi;
export type { ConnectionLogResult, LoggingSettings } from '../../core/connection/connection-log.js';
export type { NativeHost } from './host.js';
export type * from './types.js';
