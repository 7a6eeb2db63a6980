import type { Call } from '../../core/definition/call.js';
import { bytes, path, verbatim } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import type { Bytes } from '../../core/files/bytes.js';
import { readBounded } from '../../core/files/read-bounded.js';
import { savedBytes } from '../../core/files/saved-bytes.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { fileOf, textChunk } from './code.js';
import { functionName, functionParams, packages, variables } from './params.js';
import { callFunctionOf, prepare, ran, USUAL, withVM } from './use.js';
import { lua } from './version.js';
import type { LuaVM } from './vm.js';
import type { Chunk } from './worker/protocol.js';

/** In bytes. */
const LARGEST = 16 * 2 ** 20;

async function compiled(vm: LuaVM, call: Call, chunk: Chunk): Promise<BytesOrFile> {
  const { values } = await vm.ask(call, { do: 'compile', chunk });
  return savedBytes(call, values[0] as Buffer);
}

async function bytecodeOf(code: Bytes, call: Call): Promise<Chunk> {
  return checked(
    {
      code: await readBounded(code, call, { largest: LARGEST, param: 'code' }),
      name: '=?',
      kind: 'bytecode',
    },
    call,
    'code',
  );
}

/** Bytecode begins with a byte that no text begins with. */
function checked(chunk: Chunk, call: Call, param: string): Chunk {
  if (chunk.code[0] === 0x1b) return chunk;
  throw inputError(callContext(call, param), ' is not the bytecode of Lua');
}

/**
 * Compiles Lua code to bytecode.
 *
 * It runs in Lua 5.4 on machines with the same sizes of numbers, also in Debian's `lua5.4`. The code is
 * not run.
 *
 * @throws {ServiceError} The code is not valid (`LUA_ERRSYNTAX`).
 * @see https://www.lua.org/manual/5.4/luac.html
 */
export const compileCodeFromString = method('lua', 'CompileCodeFromString', {
  effect: 'read',
  offline: true,
  binary: 'script.luac',
  params: { lua, code: verbatim('Lua code', { example: 'return 6 * 7' }) },
  run: ({ lua, code }, call) =>
    withVM(call, lua, USUAL, (vm) => compiled(vm, call, textChunk(code))),
});

/**
 * Compiles the Lua code of a file to bytecode.
 *
 * @throws {ServiceError} The code is not valid (`LUA_ERRSYNTAX`).
 * @see https://www.lua.org/manual/5.4/luac.html
 */
export const compileCodeFromFile = method('lua', 'CompileCodeFromFile', {
  effect: 'read',
  offline: true,
  binary: 'script.luac',
  params: { lua, path: path('Path of the file', { reach: 'read', example: 'report.lua' }) },
  run: ({ lua, path }, call) =>
    withVM(call, lua, USUAL, async (vm) => compiled(vm, call, await fileOf(call, path))),
});

/**
 * Runs bytecode in a Lua state, or in a new one that exists only for this call.
 *
 * Lua does not check bytecode: run only what you or Lua 5.4 compiled. Other bytecode can break the state,
 * but it reaches nothing else.
 *
 * @returns What the code returns: a list if there are several values, `null` if there is none.
 * @throws {InputError} It is not bytecode.
 * @throws {ServiceError} It is the bytecode of another version (`LUA_ERRSYNTAX`), or failed.
 */
export const executeBytecode = method('lua', 'ExecuteBytecode', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    lua,
    bytecode: bytes('Bytecode: bytes, path, URL or Base64', {
      option: 'code',
      example: 'script.luac',
    }),
  },
  run({ lua, bytecode }, call): Promise<unknown> {
    return withVM(call, lua, USUAL, async (vm) => ran(vm, call, await bytecodeOf(bytecode, call)));
  },
});

/**
 * Runs the bytecode of a file in a Lua state, or in a new one that exists only for this call.
 *
 * @returns What the code returns: a list if there are several values, `null` if there is none.
 * @throws {InputError} It is not bytecode.
 * @throws {ServiceError} It is the bytecode of another version (`LUA_ERRSYNTAX`), or failed.
 */
export const executeBytecodeFromFile = method('lua', 'ExecuteBytecodeFromFile', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    lua,
    path: path('Path of the file', { reach: 'read', example: 'script.luac' }),
  },
  run({ lua, path }, call): Promise<unknown> {
    return withVM(call, lua, USUAL, async (vm) => {
      const chunk = checked(await fileOf(call, path, 'bytecode'), call, 'path');
      return ran(vm, call, chunk);
    });
  },
});

/**
 * Runs bytecode and calls one of its functions.
 *
 * @returns The result: a list if there are several, `null` if there is none.
 * @throws {InputError} It is not bytecode.
 * @throws {ServiceError} It is the bytecode of another version (`LUA_ERRSYNTAX`), or failed.
 */
export const callByteCodeFunction = method('lua', 'CallByteCodeFunction', {
  effect: 'write',
  offline: true,
  params: {
    lua,
    bytecode: bytes('Bytecode: bytes, path, URL or Base64', {
      option: 'code',
      example: 'script.luac',
      reach: 'code',
    }),
    name: functionName,
    params: functionParams,
    packages,
    variables,
  },
  run({ lua, bytecode, name, params = [], packages, variables }, call): Promise<unknown> {
    return withVM(call, lua, USUAL, async (vm) => {
      const chunk = await bytecodeOf(bytecode, call);
      await prepare(vm, call, { packages, variables });
      return callFunctionOf(vm, call, { chunk, name, params });
    });
  },
});
