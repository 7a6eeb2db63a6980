import type { Call } from '../../core/definition/call.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import { callContext, partContext } from '../../core/definition/param.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { codeOrFile } from './code.js';
import type { Limits } from './limits.js';
import { isState, type VERSION } from './version.js';
import { LuaVM, type Outcome } from './vm.js';
import type { Chunk } from './worker/protocol.js';

/** What a method without limits of its own gives to the state that it creates. */
export const USUAL: Limits = { time: 60_000, memory: 256, instructions: 0, bytecode: false };

/** Uses a state, or one that exists only for this call. */
export async function withVM<T>(
  call: Call,
  given: LuaVM | typeof VERSION,
  limits: Limits,
  use: (vm: LuaVM) => Promise<T>,
): Promise<T> {
  if (isState(given)) return use(given);
  const vm = await LuaVM.create(limits, call);
  try {
    return await use(vm);
  } finally {
    await vm.close();
  }
}

/** One result as it is, several as a list. */
export function resultOf({ values }: Outcome): unknown {
  return values.length > 1 ? values : (values[0] ?? null);
}

/** Runs code, and returns what it returns. */
export async function ran(vm: LuaVM, call: Call, chunk: Chunk): Promise<unknown> {
  return resultOf(await vm.ask(call, { do: 'run', chunk }));
}

/** What code needs before it runs. */
export interface Environment {
  packages?: JsonRecord | undefined;
  variables?: JsonRecord | undefined;
}

/** Attaches the packages and sets the variables. */
export async function prepare(
  vm: LuaVM,
  call: Call,
  { packages = {}, variables = {} }: Environment,
): Promise<void> {
  for (const [name, code] of Object.entries(packages)) {
    const at = partContext(callContext(call, 'packages'), `.${name}`);
    if (typeof code !== 'string') throw refuse(code, at, 'Lua code, or the path of a .lua file');
    await vm.ask(call, { do: 'attach', name, chunk: await codeOrFile(code, at, name) });
  }
  for (const [name, value] of Object.entries(variables)) {
    await vm.ask(call, { do: 'set', name }, { values: [value], param: 'variables' });
  }
}

/** Runs code, and calls one of the functions that it defines. */
export async function callFunctionOf(
  vm: LuaVM,
  call: Call,
  { chunk, name, params }: { chunk: Chunk; name: string; params: readonly unknown[] },
): Promise<unknown> {
  await vm.ask(call, { do: 'run', chunk });
  const given = { values: params, param: 'params' };
  return resultOf(await vm.ask(call, { do: 'call', path: name }, given));
}
