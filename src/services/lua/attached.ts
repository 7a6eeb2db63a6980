import { path, text, verbatim } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { fileOf, textChunk } from './code.js';
import type { Done } from './types.js';
import { openVM } from './version.js';

const name = text('Name of the package, for require', { example: 'shapes' });

/**
 * Attaches a package to a Lua state from its code: `require` finds it.
 *
 * The code runs at the first `require`. A package of the same name is replaced.
 *
 * @throws {ServiceError} The code is not valid (`LUA_ERRSYNTAX`).
 */
export const attachPackageFromString = method('lua', 'AttachPackageFromString', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    lua: openVM,
    name,
    code: verbatim('Lua code that returns the package', { example: 'return { sides = 4 }' }),
  },
  async run({ lua, name, code }, call): Promise<Done> {
    await lua.ask(call, { do: 'attach', name, chunk: textChunk(code, name) });
    return { result: true };
  },
});

/**
 * Attaches a package to a Lua state from a file: `require` finds it.
 *
 * @throws {ServiceError} The code is not valid (`LUA_ERRSYNTAX`).
 */
export const attachPackageFromFile = method('lua', 'AttachPackageFromFile', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    lua: openVM,
    name,
    path: path('Path of the file', { option: 'filepath', reach: 'read', example: 'shapes.lua' }),
  },
  async run({ lua, name, path }, call): Promise<Done> {
    await lua.ask(call, { do: 'attach', name, chunk: await fileOf(call, path) });
    return { result: true };
  },
});

/**
 * Lists the names of the packages attached to a Lua state.
 */
export const getPackagesList = method('lua', 'GetPackagesList', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: { lua: openVM },
  async run({ lua }, call): Promise<string[]> {
    const { values } = await lua.ask(call, { do: 'packages' });
    return values[0] as string[];
  },
});
