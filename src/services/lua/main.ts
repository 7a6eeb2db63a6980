import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { anything, list, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { limits } from './limits.js';
import type { Done } from './types.js';
import { resultOf } from './use.js';
import { isState, openVM, version } from './version.js';
import { LuaVM } from './vm.js';

const spec: makers.ConnectionSpec<LuaVM> = {
  service: 'lua',
  is: isState,
  option: 'lua',
  log: ({ log }) => log,
  offline: true,
};

/**
 * Creates a Lua 5.4 state for several calls, in a thread of its own.
 *
 * `await using lua = await createVM({ version: 'Lua54' })` closes it automatically. Code in it reaches
 * no files, no processes and no network. A call that needs too much time or too many instructions is
 * ended with the whole state; `restart` begins again.
 *
 * Values keep all of their digits: a number without a fraction and a `bigint` are 64-bit integers in Lua,
 * other numbers are floats. Integers beyond ±2^53 return as text. A `Buffer` is a string of any bytes, and
 * a string that is not UTF-8 returns as one. Lists and objects are tables; a table is a list if its keys
 * are 1 to n, so an empty one is an empty list. `null` is `nil`.
 *
 * @throws {InputError} The version is LuaJIT, or a limit is out of range.
 * @see https://www.lua.org/manual/5.4/
 */
export const createVM = makers.createConnection(spec, {
  name: 'CreateVM',
  params: { version, logging, ...limits },
  open: ({ time, memory, instructions, bytecode }, call, log) =>
    LuaVM.create({ time, memory, instructions, bytecode }, call, log),
});

/**
 * Empties a Lua state: its variables, packages and code are lost.
 */
export const restart = method('lua', 'Restart', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { lua: openVM },
  async run({ lua }, call): Promise<Done> {
    await lua.restart(call);
    return { result: true };
  },
});

/**
 * Calls a function of a Lua state.
 *
 * @returns The result: a list if there are several, `null` if there is none.
 * @throws {ServiceError} The function does not exist, or failed: `reason` is `LUA_ERRRUN`, `details` has
 * the traceback.
 */
export const callFunction = method('lua', 'CallFunction', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    lua: openVM,
    name: text('Name of the function, or its path: string.upper', {
      option: 'func',
      example: 'add',
    }),
    params: list(anything, 'Arguments', { optional: true, example: '[1,2]' }),
  },
  async run({ lua, name, params = [] }, call): Promise<unknown> {
    const given = { values: params, param: 'params' };
    return resultOf(await lua.ask(call, { do: 'call', path: name }, given));
  },
});

/**
 * Checks whether a value is a Lua state from CreateVM.
 */
export const isVM = makers.isConnector(spec, 'IsVM');

/**
 * Returns the logging settings for a Lua state: in memory, in a file or both.
 *
 * @returns The settings, for the param `logging` of CreateVM.
 */
export const getLoggingSettings = makers.getLoggingSettings(spec);

/**
 * Gets the log of a Lua state that logs in memory: what its code printed, and its errors.
 *
 * @returns `logs` has its newest entries; with `asText` they are one text with a line for each.
 */
export const getLog = makers.getLog(spec, 'vm');
