import { compileFunction } from 'node:vm';

/** The functions of Lua's C API that are used here. Pointers and indexes are numbers. */
export interface LuaApi {
  HEAPU8: Uint8Array;
  HEAPU32: Uint32Array;
  addFunction(run: (...args: number[]) => unknown, signature: string): number;
  removeFunction(pointer: number): void;
  _malloc(size: number): number;
  _free(pointer: number): void;
  _luaL_newstate(): number;
  _luaL_openlibs(state: number): void;
  _luaL_loadbufferx(state: number, code: number, size: number, name: number, mode: number): number;
  _lua_close(state: number): void;
  _lua_pcallk(state: number, args: number, results: number, handler: number, a: 0, b: 0): number;
  _lua_dump(state: number, writer: number, data: number, strip: number): number;
  _lua_sethook(state: number, hook: number, mask: number, count: number): void;
  _lua_gettop(state: number): number;
  _lua_settop(state: number, index: number): void;
  _lua_pushvalue(state: number, index: number): void;
  _lua_rotate(state: number, index: number, by: number): void;
  _lua_checkstack(state: number, more: number): number;
  _lua_type(state: number, index: number): number;
  _lua_isinteger(state: number, index: number): number;
  _lua_toboolean(state: number, index: number): number;
  _lua_tointegerx(state: number, index: number, isNumber: 0): bigint;
  _lua_tonumberx(state: number, index: number, isNumber: 0): number;
  _lua_tolstring(state: number, index: number, size: number): number;
  _lua_topointer(state: number, index: number): number;
  _lua_pushnil(state: number): void;
  _lua_pushboolean(state: number, value: number): void;
  _lua_pushinteger(state: number, value: bigint): void;
  _lua_pushnumber(state: number, value: number): void;
  _lua_pushlstring(state: number, bytes: number, size: number): number;
  _lua_pushcclosure(state: number, run: number, upvalues: number): void;
  _lua_createtable(state: number, list: number, fields: number): void;
  _lua_rawget(state: number, index: number): number;
  _lua_rawgeti(state: number, index: number, key: bigint): number;
  _lua_rawset(state: number, index: number): void;
  _lua_rawseti(state: number, index: number, key: bigint): void;
  _lua_next(state: number, index: number): number;
}

interface Package {
  LuaFactory: new (wasm: string) => { getLuaModule(): Promise<{ module: LuaApi }> };
}

const NOWHERE = 'https://lua.invalid/';

/**
 * Loads the package without a way to reach this machine: its code sees no `process`, no `require` and
 * nothing to connect with, as if it ran in a browser.
 */
export async function loadLua(code: string, wasm: Uint8Array, memory: number): Promise<LuaApi> {
  limitMemory(memory);
  const exports = {} as Package;
  const location = { href: NOWHERE };
  const headers = { 'content-type': 'application/wasm' };
  const quiet = Object.fromEntries(['log', 'warn', 'error'].map((name) => [name, () => {}]));
  const seen: Record<string, unknown> = {
    ...{ exports, module: {}, require: undefined, process: undefined, global: undefined },
    ...{ importScripts: () => {}, self: { location }, location, XMLHttpRequest: undefined },
    ...{ console: quiet, fetch: async () => new Response(new Uint8Array(wasm), { headers }) },
  };
  compileFunction(code, Object.keys(seen)).apply(undefined, Object.values(seen));
  const { module } = await new exports.LuaFactory(`${NOWHERE}glue.wasm`).getLuaModule();
  return module;
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Lua asks for more memory through this one function, and reports an error if it gets none. */
function limitMemory(most: number): void {
  const { Memory } = Reflect.get(globalThis, 'WebAssembly') as { Memory: { prototype: Memory } };
  const { grow } = Memory.prototype;
  Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * PAGE > most) throw new RangeError('no memory is left');
    return grow.call(this, pages);
  };
}

const PAGE = 65_536;
