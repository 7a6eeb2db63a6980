import type { Input } from '../syntax/parser.js';
import type { Source } from '../syntax/source.js';
import { mapLines, methodName, variableName } from './code.js';
import { type CompiledModule, compileMethod, declare, localsOf } from './module.js';
import { referenceParams } from './references.js';
import { BodyScope, ModuleScope } from './scope.js';
import { StatementCompiler } from './statements.js';

/**
 * Compiles what a user typed. Its variables and methods are global ones of JavaScript: the code of
 * later inputs finds them there. `session` learns their names.
 */
export function compileInput(
  { module, value }: Input,
  source: Source,
  session: ModuleScope,
  operations: readonly string[],
): CompiledModule {
  const scope = new ModuleScope(source, session.globals, session);
  const before = [new Set(session.variables), new Map(session.methods)] as const;
  try {
    const references = referenceParams(module, session.globals.changing, session.methods);
    for (const { name } of module.variables) session.variables.delete(name.toLowerCase());
    for (const { name } of module.methods) session.methods.delete(name.toLowerCase());
    declare(module, scope, references);
    const methods = module.methods.map((method) => compileMethod(method, scope));
    const body = new BodyScope(scope, new Map(), module.hasGoto);
    const compiler = new StatementCompiler(body);
    const isProcedure =
      value?.type === 'call' && session.methods.get(value.name.toLowerCase())?.isFunction === false;
    const statements = !value
      ? compiler.statements(module.body)
      : isProcedure
        ? `${compiler.call(value.name, value.args, value.at, false)};`
        : `return (${compiler.value(value)});`;
    const created = [...module.variables.map(({ name }) => name.toLowerCase()), ...body.implicit];
    for (const name of body.implicit) session.variables.add(name);
    body.implicit.clear();
    const marked = `(function (operations, snippets) { 'use strict';
const { ${operations.join(', ')} } = operations;
${scope.constants}return function (self) {
${created.map((name) => `globalThis.${variableName(name)} = undefined;`).join('')}
${methods.join('\n')}
${module.methods.map(({ name }) => `globalThis.${methodName(name)} = ${methodName(name)};`).join('')}
return { methods: [], variables: [], run() {${localsOf(body)}${statements}
}};
};
})`;
    return { ...mapLines(marked), ...NOTHING, source, snippets: scope.snippets };
  } catch (error) {
    restore(session, ...before);
    throw error;
  }
}

/** What other modules see of an input. */
const NOTHING = { annotations: [], methods: [], variables: [] } as const;

function restore(
  { variables, methods }: ModuleScope,
  oldVariables: ModuleScope['variables'],
  oldMethods: ModuleScope['methods'],
): void {
  variables.clear();
  for (const name of oldVariables) variables.add(name);
  methods.clear();
  for (const [name, method] of oldMethods) methods.set(name, method);
}
