import { any, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import type { Done } from './types.js';
import { resultOf } from './use.js';
import { openVM } from './version.js';

/**
 * Sets a global variable of a Lua state.
 *
 * @throws {InputError} Lua has no such value, or the integer has more than 64 bits.
 */
export const setGlobalVariable = method('lua', 'SetGlobalVariable', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    lua: openVM,
    name: text('Name of the variable', { example: 'rate' }),
    value: any('Value', { example: '0.2' }),
  },
  async run({ lua, name, value }, call): Promise<Done> {
    await lua.ask(call, { do: 'set', name }, { values: [value], param: 'value' });
    return { result: true };
  },
});

/**
 * Gets a global variable of a Lua state.
 *
 * @returns Its value, `null` if it does not exist.
 * @throws {ServiceError} It is a function or another value that only Lua has (`LUA_VALUE`).
 */
export const getGlobalVariable = method('lua', 'GetGlobalVariable', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: { lua: openVM, name: text('Name of the variable', { example: 'rate' }) },
  async run({ lua, name }, call): Promise<unknown> {
    return resultOf(await lua.ask(call, { do: 'get', name }));
  },
});
