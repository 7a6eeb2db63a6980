import { anything, list, path, verbatim } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { OintError } from '../../core/errors/errors.js';
import { cut } from '../../core/util/cut.js';
import { fileOf, script, textChunk } from './code.js';
import { limits } from './limits.js';
import { functionName, functionParams, packages, variables } from './params.js';
import { outputOf } from './thread.js';
import type { Ran } from './types.js';
import { callFunctionOf, prepare, ran, resultOf, USUAL, withVM } from './use.js';
import { lua, VERSION } from './version.js';

/**
 * Runs Lua code in a state, or in a new one that exists only for this call.
 *
 * What it defines stays in the state. Bytecode is refused: see ExecuteBytecode.
 *
 * @returns What the code returns: a list if there are several values, `null` if there is none.
 * @throws {ServiceError} The code is not valid (`LUA_ERRSYNTAX`) or failed (`LUA_ERRRUN`).
 */
export const executeCodeFromString = method('lua', 'ExecuteCodeFromString', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { lua, code: verbatim('Lua code', { example: 'return 6 * 7' }) },
  run({ lua, code }, call): Promise<unknown> {
    return withVM(call, lua, USUAL, (vm) => ran(vm, call, textChunk(code)));
  },
});

/**
 * Runs the Lua code of a file in a state, or in a new one that exists only for this call.
 *
 * @returns What the code returns: a list if there are several values, `null` if there is none.
 * @throws {ServiceError} The code is not valid (`LUA_ERRSYNTAX`) or failed (`LUA_ERRRUN`).
 */
export const executeCodeFromFile = method('lua', 'ExecuteCodeFromFile', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    lua,
    path: path('Path of the file', { reach: 'read', example: 'report.lua' }),
  },
  run({ lua, path }, call): Promise<unknown> {
    return withVM(call, lua, USUAL, async (vm) => ran(vm, call, await fileOf(call, path)));
  },
});

/**
 * Runs Lua code and calls one of its functions.
 *
 * The code reaches no files, no processes and no network. With a state from CreateVM, it runs there, with
 * the limits of that state. On the command line, `\n` in code stays as it is.
 *
 * @returns The result: a list if there are several, `null` if there is none.
 * @throws {ServiceError} The code is not valid (`LUA_ERRSYNTAX`) or failed (`LUA_ERRRUN`).
 * @throws {TimeoutError} The code did not finish in time, and was ended.
 * @see https://www.lua.org/manual/5.4/
 */
export const callScriptFunction = method('lua', 'CallScriptFunction', {
  effect: 'write',
  offline: true,
  params: {
    lua,
    script: script('function area(a, b) return a * b end'),
    name: functionName,
    params: functionParams,
    packages,
    variables,
    ...limits,
  },
  run({ lua, script, name, params = [], packages, variables, ...limits }, call): Promise<unknown> {
    return withVM(call, lua, limits, async (vm) => {
      await prepare(vm, call, { packages, variables });
      return callFunctionOf(vm, call, { chunk: script, name, params });
    });
  },
});

/**
 * Runs a Lua script and returns what it printed and returned.
 *
 * The script reaches no files, no processes and no network: of `io`, `os` and `debug`, only what prints,
 * tells the time and describes the stack exists. `...` are the values of `params`, and `require` finds
 * `packages`. What needs too much time, memory or instructions is ended, also within a single function
 * such as `string.find`.
 *
 * Integers keep their 64 bits and floats their fraction (`3.0`). A table is a list if its keys are 1 to n.
 *
 * @throws {ServiceError} The code is not valid (`LUA_ERRSYNTAX`), failed (`LUA_ERRRUN`) or needs too much
 * memory (`LUA_ERRMEM`).
 * @throws {TimeoutError} The code did not finish in time, and was ended.
 * @see https://www.lua.org/manual/5.4/
 */
export const runScript = method('lua', 'RunScript', {
  effect: 'write',
  offline: true,
  params: {
    script: script('print(6 * 7)'),
    params: list(anything, 'Arguments of the script', { optional: true, example: '[6,7]' }),
    packages,
    variables,
    ...limits,
  },
  run({ script, params = [], packages, variables, ...limits }, call): Promise<Ran> {
    return withVM(call, VERSION, { ...USUAL, ...limits }, async (vm) => {
      await prepare(vm, call, { packages, variables });
      try {
        const given = { values: params, param: 'params' };
        const found = await vm.ask(call, { do: 'run', chunk: script }, given);
        return { result: resultOf(found), output: found.output };
      } catch (error) {
        const output = outputOf(error);
        if (!output || !(error instanceof OintError)) throw error;
        throw error.advises(call.redactor.text(`It had printed:\n${cut(output.trimEnd(), 2_000)}`));
      }
    });
  },
  text: ({ output }) => output,
});
