/**
 * Lua 5.4 scripts in a sandbox, with limits of time, memory and instructions.
 *
 * @module
 */
import * as lua from './methods.js';

export * from './methods.js';
export default lua;
export type { ConnectionLogResult, LoggingSettings } from '../../core/connection/connection-log.js';
export type * from './types.js';
export type { LuaVM } from './vm.js';
