import { Script } from 'node:vm';
import type { MappedCode } from '../compile/code.js';
import {
  type CompiledModule,
  compileExpression,
  compileModule,
  compileStatements,
} from '../compile/module.js';
import type { Globals, SnippetScope } from '../compile/scope.js';
import { parseModule } from '../syntax/parser.js';
import type { Source } from '../syntax/source.js';
import type { ScriptError } from '../values/errors.js';
import type { BslType } from '../values/types.js';
import { type Operations, operationsOf } from './operations.js';
import { type Instance, ScriptObject } from './script-object.js';

// biome-ignore lint/suspicious/noExplicitAny: each function knows its arguments.
export type GlobalFunction = ((...args: any[]) => unknown) & { most?: number };

/** Makes a function accept any number of arguments. */
export function variadic(call: GlobalFunction): GlobalFunction {
  return Object.assign(call, { most: Number.POSITIVE_INFINITY });
}

/** A module that can be run, for any number of objects. */
export interface LoadedModule {
  compiled: CompiledModule;
  create(self: ScriptObject): Instance;
}

/** Compiles and runs scripts, and has all that they share. */
export class Machine implements Globals {
  readonly functions: Map<string, GlobalFunction> = new Map();
  readonly properties: Map<string, () => unknown> = new Map();
  /** The types of the library. */
  readonly types: BslType[] = [];
  readonly changing: Set<string> = new Set(['свойство', 'property']);
  /** The error that the `Except` block being run handles. */
  current: ScriptError | undefined;
  /** Loads a library for `#Use`. */
  use: (name: string, by: Source, offset: number) => void = () => {};
  /** The module that runs first. */
  main: ScriptObject | undefined;
  /** All generated code, by its number, to find the places of errors. */
  readonly #codes: { source: Source; offsets: readonly number[] }[] = [];
  readonly #operations: Operations;
  readonly #snippets = new Map<SnippetScope, Map<string, string>>();

  constructor() {
    this.#operations = operationsOf(this);
  }

  mostArguments(name: string): number | undefined {
    const found = this.functions.get(name);
    return found && (found.most ?? found.length);
  }

  hasProperty(name: string): boolean {
    return this.properties.has(name);
  }

  /** Adds functions by their names in both languages: `'СтрДлина StrLen'`. */
  addFunctions(functions: Readonly<Record<string, GlobalFunction>>): void {
    for (const [names, call] of Object.entries(functions)) {
      for (const name of names.split(' ')) this.functions.set(name.toLowerCase(), call);
    }
  }

  /** Adds properties of the global context. */
  addProperties(properties: Readonly<Record<string, () => unknown>>): void {
    for (const [names, get] of Object.entries(properties)) {
      for (const name of names.split(' ')) this.properties.set(name.toLowerCase(), get);
    }
  }

  /** Parses and compiles a module, and the libraries that it uses. Throws a `ScriptSyntaxError`. */
  load(source: Source): LoadedModule {
    const module = parseModule(source);
    for (const { name, at } of module.uses) this.use(name, source, at);
    const compiled = compileModule(module, source, this, this.operationNames);
    for (const { name, exported, references } of compiled.methods) {
      if (exported && references.size > 0) this.changing.add(name.toLowerCase());
    }
    return { compiled, create: this.#factory(compiled) };
  }

  /** An object of code that is compiled already. */
  objectOf(compiled: CompiledModule): ScriptObject {
    return new ScriptObject(compiled, this.#factory(compiled));
  }

  get operationNames(): readonly string[] {
    return Object.keys(this.#operations);
  }

  #factory(compiled: CompiledModule): (self: ScriptObject) => Instance {
    const script = new Script(compiled.code, { filename: this.#nameOf(compiled) });
    const factory = script.runInThisContext() as (
      operations: Operations,
      snippets: readonly SnippetScope[],
    ) => (self: ScriptObject) => Instance;
    return factory(this.#operations, compiled.snippets);
  }

  /** Creates an object of a module and runs its body. */
  newObject(
    { compiled, create }: LoadedModule,
    type?: BslType,
    given?: ReadonlyMap<string, unknown>,
  ): ScriptObject {
    const object = new ScriptObject(compiled, create, type, given);
    object.instance.run();
    return object;
  }

  /** Runs a module as the script itself. */
  start({ compiled, create }: LoadedModule): void {
    this.main = new ScriptObject(compiled, create);
    this.main.instance.run();
  }

  execute(text: string, at: SnippetScope): string {
    return this.#snippet(text, at, compileStatements);
  }

  evaluate(text: string, at: SnippetScope): string {
    return this.#snippet(text, at, compileExpression);
  }

  #snippet(text: string, at: SnippetScope, compile: typeof compileStatements): string {
    const known = this.#snippets.get(at) ?? new Map<string, string>();
    this.#snippets.set(at, known);
    let code = known.get(text);
    if (code === undefined) {
      const compiled = compile(text, at);
      code = `${compiled.code}\n//# sourceURL=${this.#nameOf(compiled)}`;
      if (known.size < 1000) known.set(text, code);
    }
    return code;
  }

  #nameOf({ source, offsets }: MappedCode & { source: Source }): string {
    return `bsl:${this.#codes.push({ source, offsets }) - 1}`;
  }

  /** The place in a script that a line of generated code belongs to. */
  placeOf(code: number, line: number): { source: Source; offset: number } | undefined {
    const found = this.#codes[code];
    const offset = found?.offsets[line - 1];
    return found && offset !== undefined && offset >= 0
      ? { source: found.source, offset }
      : undefined;
  }
}
