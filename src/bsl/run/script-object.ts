import type { CompiledMethod, CompiledModule } from '../compile/module.js';
import type { Literal } from '../syntax/ast.js';
import type { Message } from '../syntax/source.js';
import { BslDate } from '../values/date.js';
import { raise } from '../values/errors.js';
import { fromText } from '../values/numbers.js';
import { BslObject, METHOD, noProperty, skipped } from '../values/object.js';
import { type BslType, declareType } from '../values/types.js';
import { Box, plainValue } from './references.js';

/** What the generated code of a module returns for one object. */
export interface Instance {
  // biome-ignore lint/suspicious/noExplicitAny: methods of a script accept anything.
  methods: ((...args: any[]) => unknown)[];
  variables: { v: unknown }[];
  /** Returns the value, if the code is only an expression. */
  run(): unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: methods of a script accept anything.
export type Callable = ((...args: any[]) => unknown) & { references?: ReadonlySet<number> };

const SCRIPT = declareType('Сценарий Script');

/** An object whose code is a module: the script itself, a library's module, or a class. */
export class ScriptObject extends BslObject {
  readonly module: CompiledModule;
  readonly #type: BslType;
  readonly #methods = new Map<string, { info: CompiledMethod; call: Callable }>();
  readonly #variables = new Map<string, { v: unknown }>();
  /** Values that `LoadScript` passes to the module as properties. */
  readonly #given: ReadonlyMap<string, unknown>;
  readonly instance: Instance;
  /** Handlers of its events, by name in lower case. */
  readonly handlers: Map<string, { target: BslObject; method: string; call: Callable }[]> =
    new Map();

  constructor(
    module: CompiledModule,
    create: (self: ScriptObject) => Instance,
    type: BslType = SCRIPT,
    given: ReadonlyMap<string, unknown> = new Map(),
  ) {
    super();
    this.module = module;
    this.#type = type;
    this.#given = given;
    this.instance = create(this);
    for (const [index, info] of module.methods.entries()) {
      const call = entry(info, this.instance.methods[index]!);
      const name = info.name.toLowerCase();
      this.#methods.set(name, { info, call });
      if (info.exported) Object.defineProperty(this, METHOD + name, { value: call });
    }
    for (const [index, { name, exported }] of module.variables.entries()) {
      if (exported) this.#variables.set(name.toLowerCase(), this.instance.variables[index]!);
    }
  }

  // A getter: every class of scripts has a type of its own.
  override get $type(): BslType {
    return this.#type;
  }

  /** Any method, by its name in lower case: for handlers of events, which need not be exported. */
  method(name: string): { info: CompiledMethod; call: Callable } | undefined {
    return this.#methods.get(name);
  }

  override getProperty(name: string, shown: string): unknown {
    const variable = this.#variables.get(name);
    if (variable) return variable.v;
    return this.#given.has(name) ? this.#given.get(name) : noProperty(shown);
  }

  override setProperty(name: string, value: unknown, shown: string): void {
    const variable = this.#variables.get(name);
    if (!variable) noProperty(shown);
    variable.v = value;
  }

  override iterate(): Iterable<unknown> {
    const { call } = this.method('получитьитератор') ?? this.method('getiterator') ?? {};
    if (!call) return super.iterate();
    return iteratorOf(call());
  }

  override toText(): string {
    const own = this.module.methods.find(({ name }) =>
      /^обработкаполученияпредставления$/i.test(name),
    );
    if (!own) return this.#type.toString();
    const text = new Box(this.#type.toString());
    this.method(own.name.toLowerCase())!.call(text, new Box(true));
    return String(text.v);
  }
}

/** Goes over an object with the methods of an iterator. */
function* iteratorOf(iterator: unknown): Iterable<unknown> {
  if (!(iterator instanceof ScriptObject)) {
    yield* (iterator as BslObject).iterate();
    return;
  }
  const find = (...names: string[]) =>
    names.map((name) => iterator.method(name)?.call).find((call) => call !== undefined);
  const next = find('следующий', 'movenext');
  const current = find('текущийэлемент', 'currentitem');
  const dispose = find('приосвобожденииобъекта', 'ondispose');
  if (!next || !current) raise({ ru: 'Итератор не определен', en: 'The iterator is not complete' });
  try {
    while (next!()) yield current!();
  } finally {
    dispose?.();
  }
}

/** A method for calls from elsewhere: checks the number of arguments, and fills in defaults. */
// biome-ignore lint/suspicious/noExplicitAny: methods of a script accept anything.
function entry(info: CompiledMethod, method: (...args: any[]) => unknown): Callable {
  const { params, references } = info;
  const count = params.length;
  const complete = (args: unknown[]) => {
    if (args.length > count)
      raise({
        ru: `Слишком много фактических параметров: ${info.name} (${counts(info, args).ru})`,
        en: `Too many arguments for ${info.name} (${counts(info, args).en})`,
      });
    for (const [index, { optional, name }] of params.entries()) {
      if (index < args.length && args[index] !== skipped) continue;
      if (!optional && index >= args.length)
        raise({
          ru: `Недостаточно фактических параметров: нет параметра ${name} (${counts(info, args).ru})`,
          en: `Not enough arguments: ${name} is missing (${counts(info, args).en})`,
        });
      args[index] = literalValue(optional?.value);
    }
    return args;
  };
  // A rest param is as fast as named ones once it is inlined.
  const call: Callable = (...args) => {
    if (args.length !== count || args.includes(skipped)) complete(args);
    return method(...args);
  };
  if (references.size > 0) call.references = references;
  return call;
}

function counts({ params }: CompiledMethod, args: readonly unknown[]): Message {
  const needed = params.filter(({ optional }) => !optional).length;
  return {
    ru: `необходимых параметров: ${needed}, передано параметров ${args.length}`,
    en: `needed: ${needed}, given: ${args.length}`,
  };
}

/** The value of a literal in the code. */
export function literalValue(literal: Literal): unknown {
  if (!literal || typeof literal !== 'object') return literal;
  return 'date' in literal ? BslDate.ofDigits(literal.date) : fromText(literal.number);
}

/** A method of any object that others may call. */
export function findMethod(object: BslObject, name: string): Callable | undefined {
  return (object as unknown as Record<string, Callable | undefined>)[METHOD + name.toLowerCase()];
}

export function noMethod(name: string): never {
  return raise({
    ru: `Метод объекта не обнаружен (${name})`,
    en: `The object has no method "${name}"`,
  });
}

/** Calls a method of any object by its name. */
export function callMethod(object: BslObject, name: string, args: readonly unknown[]): unknown {
  const method = findMethod(object, name) ?? noMethod(name);
  const { references } = method;
  const all = args.map((arg, index) => (references?.has(index) ? arg : plainValue(arg)));
  const isOwn = object instanceof ScriptObject;
  return method.apply(object, isOwn ? all : all.map((arg) => (arg === skipped ? undefined : arg)));
}
