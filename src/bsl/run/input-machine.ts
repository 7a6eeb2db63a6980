import { compileInput } from '../compile/input.js';
import { ModuleScope } from '../compile/scope.js';
import { parseInput } from '../syntax/parser.js';
import { Source } from '../syntax/source.js';
import type { Machine } from './machine.js';

/** The result of an input: the value of an expression, and whether it may have none. */
interface InputResult {
  value: unknown;
  isCall: boolean;
}

/** Runs inputs of a user one after the other. Each sees the variables and methods of those before. */
export class InputMachine {
  readonly #machine: Machine;
  readonly #session: ModuleScope;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#session = new ModuleScope(new Source('', '<session>'), machine);
  }

  run(source: Source): InputResult {
    const input = parseInput(source);
    for (const { name, at } of input.module.uses) this.#machine.use(name, source, at);
    const compiled = compileInput(input, source, this.#session, this.#machine.operationNames);
    const { instance } = this.#machine.objectOf(compiled);
    const { type } = input.value ?? {};
    const isCall = type === undefined || type === 'call' || type === 'method';
    return { value: instance.run(), isCall };
  }
}
