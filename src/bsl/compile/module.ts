import type { Annotation, Literal, Method, Module, Statement } from '../syntax/ast.js';
import { parseExpression, parseStatements } from '../syntax/parser.js';
import { Source } from '../syntax/source.js';
import { type MappedCode, mapLines, methodName, variableName } from './code.js';
import { referenceParams } from './references.js';
import {
  BodyScope,
  type Globals,
  type MethodInfo,
  ModuleScope,
  type SnippetScope,
  type VariableKind,
} from './scope.js';
import { StatementCompiler } from './statements.js';

/** A param of a method, as calls at run time and reflection need it. */
interface CompiledParam {
  name: string;
  byValue: boolean;
  optional: { value: Literal } | undefined;
  annotations: readonly Annotation[];
}

export interface CompiledMethod {
  name: string;
  isFunction: boolean;
  exported: boolean;
  params: readonly CompiledParam[];
  /** The positions of params that are passed as references. */
  references: ReadonlySet<number>;
  annotations: readonly Annotation[];
}

interface CompiledVariable {
  name: string;
  exported: boolean;
  annotations: readonly Annotation[];
}

/** A module as JavaScript: a function of the runtime that returns a function of the module's object. */
export interface CompiledModule extends MappedCode {
  source: Source;
  annotations: readonly Annotation[];
  methods: readonly CompiledMethod[];
  variables: readonly CompiledVariable[];
  /** For `Execute` and `Eval`. */
  snippets: readonly SnippetScope[];
}

/** Compiles a module. `operations` are the names that the runtime provides to its code. */
export function compileModule(
  module: Module,
  source: Source,
  globals: Globals,
  operations: readonly string[],
): CompiledModule {
  const scope = new ModuleScope(source, globals);
  const references = referenceParams(module, globals.changing);
  declare(module, scope, references);
  const methods = module.methods.map((method) => compileMethod(method, scope));
  const body = new BodyScope(scope, new Map(), module.hasGoto);
  const statements = new StatementCompiler(body).statements(module.body);
  const variables = module.variables.map(({ name }) => variableName(name));
  const marked = `(function (operations, snippets) { 'use strict';
const { ${operations.join(', ')} } = operations;
${scope.constants}return function (self) {
${variables.length > 0 ? `let ${variables.join(', ')};` : ''}
${methods.join('\n')}
return {
methods: [${module.methods.map(({ name }) => methodName(name)).join(', ')}],
variables: [${variables.map((name) => `{ get v() { return ${name}; }, set v(v) { ${name} = v; } }`).join(', ')}],
run() {${localsOf(body)}${statements}
}};
};
})`;
  return {
    ...mapLines(marked),
    source,
    annotations: module.annotations,
    variables: module.variables,
    snippets: scope.snippets,
    methods: module.methods.map((method) => ({
      ...method,
      references: references.get(method.name.toLowerCase())!,
    })),
  };
}

export function declare(
  module: Module,
  scope: ModuleScope,
  references: ReadonlyMap<string, ReadonlySet<number>>,
): void {
  for (const { name, at } of module.variables) {
    if (scope.variables.has(name.toLowerCase())) alreadyThere(scope, name, at);
    scope.variables.add(name.toLowerCase());
  }
  const literals = new StatementCompiler(new BodyScope(scope, new Map(), false));
  for (const method of module.methods) {
    const name = method.name.toLowerCase();
    if (scope.methods.has(name)) alreadyThere(scope, method.name, method.at);
    const params = method.params.map((param) => ({
      name: param.name,
      byValue: param.byValue,
      optional: param.optional && { code: literals.literal(param.optional.value) },
    }));
    scope.methods.set(name, { ...method, params, references: references.get(name)! });
  }
}

function alreadyThere(scope: ModuleScope, name: string, at: number): never {
  return scope.fail(at, { ru: `Имя ${name} уже определено`, en: `"${name}" is defined already` });
}

export function compileMethod(method: Method, scope: ModuleScope): string {
  const info = scope.methods.get(method.name.toLowerCase()) as MethodInfo;
  const variables = new Map<string, VariableKind>();
  for (const [position, { name, at }] of method.params.entries()) {
    if (variables.has(name.toLowerCase())) alreadyThere(scope, name, at);
    variables.set(name.toLowerCase(), info.references.has(position) ? 'reference' : 'plain');
  }
  for (const { name, at } of method.locals) {
    if (variables.has(name.toLowerCase())) alreadyThere(scope, name, at);
    variables.set(name.toLowerCase(), 'plain');
  }
  const body = new BodyScope(scope, variables, method.hasGoto);
  for (const { name } of method.locals) body.implicit.add(name.toLowerCase());
  const statements = new StatementCompiler(body).statements(method.body);
  const params = method.params.map(({ name }) => variableName(name));
  const references = method.params
    .filter((_, position) => info.references.has(position))
    .map(({ name }) => `${variableName(name)} = asReference(${variableName(name)});`);
  return `function ${methodName(method.name)}(${params.join(', ')}) {${references.join('')}${localsOf(body)}${statements}\n}`;
}

export function localsOf({ implicit, helpers }: BodyScope): string {
  const names = [...[...implicit].map(variableName), ...helpers];
  return names.length > 0 ? `let ${names.join(', ')};` : '';
}

/** Compiles the argument of `Execute`: statements that see the variables of the place. */
export function compileStatements(text: string, at: SnippetScope): MappedCode & { source: Source } {
  const source = new Source(text, '<Execute>');
  const { body, hasGoto } = parseStatements(source);
  return compileSnippet(source, at, hasGoto, (compiler) =>
    compiler.statements(body as Statement[]),
  );
}

/** Compiles the argument of `Eval`. */
export function compileExpression(text: string, at: SnippetScope): MappedCode & { source: Source } {
  const source = new Source(text, '<Eval>');
  const expression = parseExpression(source);
  return compileSnippet(source, at, false, (compiler) => `(${compiler.value(expression)})`);
}

function compileSnippet(
  source: Source,
  at: SnippetScope,
  hasGoto: boolean,
  compile: (compiler: StatementCompiler) => string,
): MappedCode & { source: Source } {
  const module = new ModuleScope(source, at.module.globals, at.module);
  const scope = new BodyScope(module, new Map(at.variables), hasGoto);
  const code = compile(new StatementCompiler(scope));
  return { ...mapLines(`'use strict'; ${module.constants}${localsOf(scope)}${code}`), source };
}
