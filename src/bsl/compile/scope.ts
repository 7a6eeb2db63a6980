import { type Message, ScriptSyntaxError, type Source } from '../syntax/source.js';
import { quote, variableName } from './code.js';

/** What scripts can use without declaring it. */
export interface Globals {
  /** The most arguments of a global function; undefined if there is none with this name. */
  mostArguments(name: string): number | undefined;
  hasProperty(name: string): boolean;
  /** The names of methods of objects that change their arguments. */
  readonly changing: ReadonlySet<string>;
}

/** What calls of a method must know. */
export interface MethodInfo {
  name: string;
  isFunction: boolean;
  exported: boolean;
  params: { name: string; byValue: boolean; optional: { code: string } | undefined }[];
  references: ReadonlySet<number>;
}

/** A module while it is compiled. */
export class ModuleScope {
  readonly source: Source;
  readonly globals: Globals;
  readonly methods: Map<string, MethodInfo> = new Map();
  readonly variables: Set<string> = new Set();
  /** Definitions at the start of the code, by what they define. */
  readonly #constants = new Map<string, string>();
  /** The scopes that `Execute` and `Eval` of this code refer to. */
  readonly snippets: SnippetScope[];

  /** With the names of another scope, if its code and this see each other. */
  constructor(source: Source, globals: Globals, of?: ModuleScope) {
    this.source = source;
    this.globals = globals;
    if (of) {
      this.methods = of.methods;
      this.variables = of.variables;
      this.snippets = of.snippets;
    } else {
      this.snippets = [];
    }
  }

  /** A constant of the code, defined once. */
  constant(definition: string): string {
    const known = this.#constants.get(definition);
    if (known) return known;
    const name = `k${this.#constants.size}`;
    this.#constants.set(definition, name);
    return name;
  }

  get constants(): string {
    const all = [...this.#constants].map(([definition, name]) => `${name} = ${definition}`);
    return all.length > 0 ? `const ${all.join(',\n')};\n` : '';
  }

  fail(offset: number, message: Message): never {
    throw new ScriptSyntaxError(this.source, offset, message);
  }
}

/** A variable as code uses it. */
export type VariableKind = 'plain' | 'reference';

/** Where a snippet runs: its names are those of the method around it. */
export interface SnippetScope {
  module: ModuleScope;
  variables: ReadonlyMap<string, VariableKind>;
}

/** A method, or the body of a module, while it is compiled. */
export class BodyScope {
  readonly module: ModuleScope;
  /** Params and variables that can be used, by name in lower case. */
  readonly variables: Map<string, VariableKind>;
  /** Variables that exist from where the body first assigns them. */
  readonly implicit: Set<string> = new Set();
  readonly hasGoto: boolean;
  readonly helpers: string[] = [];
  #temporaries = 0;

  constructor(module: ModuleScope, variables: Map<string, VariableKind>, hasGoto: boolean) {
    this.module = module;
    this.variables = variables;
    this.hasGoto = hasGoto;
  }

  temporary(): string {
    return `t${this.#temporaries++}`;
  }

  /** A variable of the generated code, for the result of a part of an expression. */
  helper(): string {
    const name = `h${this.helpers.length}`;
    this.helpers.push(name);
    return name;
  }

  /** The code of a variable, if there is one with this name. */
  variable(name: string): string | undefined {
    const known = name.toLowerCase();
    const kind = this.variables.get(known);
    if (kind === 'reference') return `${variableName(name)}.v`;
    if (kind === 'plain' || this.module.variables.has(known)) return variableName(name);
    return undefined;
  }

  /** The code of a variable that is assigned: a new one, if there is none. */
  assigned(name: string): string {
    const found = this.variable(name);
    if (found) return found;
    const known = name.toLowerCase();
    this.variables.set(known, 'plain');
    this.implicit.add(known);
    return variableName(name);
  }

  /** The code of a reference to a variable. */
  reference(name: string): string | undefined {
    const kind = this.variables.get(name.toLowerCase());
    const variable = variableName(name);
    if (kind === 'reference') return variable;
    const known = kind ?? this.module.variables.has(name.toLowerCase());
    return known ? `new Variable(() => ${variable}, (v) => { ${variable} = v; })` : undefined;
  }

  /** A property of the global context, such as `Chars`, or the module itself. */
  property(name: string, offset: number): string {
    const known = name.toLowerCase();
    if (known === 'этотобъект' || known === 'thisobject') return 'self';
    if (this.module.globals.hasProperty(known)) return `property(${quote(known)})`;
    return this.module.fail(offset, {
      ru: `Неизвестный символ: ${name}`,
      en: `Unknown name: ${name}`,
    });
  }
}
