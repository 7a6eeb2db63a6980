import type { SnippetScope } from '../compile/scope.js';
import { BslArray } from '../values/array.js';
import { BslDate } from '../values/date.js';
import { raise as raiseMessage, ScriptError } from '../values/errors.js';
import { fromText } from '../values/numbers.js';
import { BslObject, notAnObject, skipped } from '../values/object.js';
import * as operators from '../values/operators.js';
import { toText } from '../values/text.js';
import { BslType, typeNamed } from '../values/types.js';
import { ErrorInfo } from './error-info.js';
import { addHandler, raiseEvent, removeHandler } from './events.js';
import { asScriptError, type Places } from './failures.js';
import { asReference, Element, Member, objectOf, Variable } from './references.js';
import { ScriptInfo } from './script-info.js';
import { callMethod, type ScriptObject } from './script-object.js';

/** What the operations need of the machine that runs them. */
export interface Runtime extends Places {
  readonly functions: ReadonlyMap<string, (...args: unknown[]) => unknown>;
  readonly properties: ReadonlyMap<string, () => unknown>;
  current: ScriptError | undefined;
  execute(text: string, at: SnippetScope): string;
  evaluate(text: string, at: SnippetScope): string;
}

export type Operations = ReturnType<typeof operationsOf>;

/** What the generated code calls, by name. */
export function operationsOf(machine: Runtime) {
  const { add, subtract, multiply, divide, modulo, negate, plus, truth } = operators;
  const { equal, notEqual, less, lessOrEqual, greater, greaterOrEqual } = operators;
  return {
    ...{ add, subtract, multiply, divide, modulo, negate, plus, truth },
    ...{ equal, notEqual, less, lessOrEqual, greater, greaterOrEqual },
    ...{ getMember, setMember, getIndex, setIndex, iterate, create, createOf },
    ...{ callSkipping, callChanging: callSkipping, skipped, addHandler, removeHandler },
    ...{ Variable, Member, Element, asReference },
    // JavaScript's compiler knows it, and leaves it out where it knows the result.
    isSafeInteger: Number.isSafeInteger,
    raiseEvent: (self: ScriptObject, event: unknown, args?: unknown) =>
      raiseEvent(self, toText(event), args instanceof BslArray ? args.items : []),
    scriptOf: ({ module }: ScriptObject) => new ScriptInfo(module.source),
    date: (digits: string) => BslDate.ofDigits(digits),
    number: fromText,
    globalFunction: (name: string) => machine.functions.get(name)!,
    property: (name: string) => machine.properties.get(name)!(),
    execute: (code: unknown, at: SnippetScope) => machine.execute(toText(code), at),
    evaluate: (code: unknown, at: SnippetScope) => machine.evaluate(toText(code), at),
    /** Returns the error that was handled before, which the end of the block restores. */
    enterExcept(thrown: unknown): ScriptError | undefined {
      const before = machine.current;
      machine.current = asScriptError(thrown, machine);
      return before;
    },
    leaveExcept(before: ScriptError | undefined): void {
      machine.current = before;
    },
    raiseAgain(): never {
      throw machine.current!;
    },
    raise(value: unknown, category?: unknown, code?: unknown, details?: unknown, cause?: unknown) {
      if (value instanceof ErrorInfo) throw value.toError();
      void category;
      void code;
      throw new ScriptError(toText(value), {
        cause: cause instanceof ErrorInfo ? cause.error : undefined,
        details,
      });
    },
  };
}

function getMember(object: unknown, name: string, shown = name): unknown {
  if (object instanceof BslObject) return object.getProperty(name, shown);
  return notAnObject();
}

function setMember(object: unknown, name: string, shown: string, value: unknown): void {
  objectOf(object).setProperty(name, value, shown);
}

function getIndex(object: unknown, index: unknown): unknown {
  if (object instanceof BslArray && typeof index === 'number') {
    const { items } = object;
    if (index >= 0 && index < items.length) return items[index];
  }
  return indexed(object).getIndex(index);
}

function setIndex(object: unknown, index: unknown, value: unknown): void {
  indexed(object).setIndex(index, value);
}

function indexed(object: unknown): BslObject {
  if (object instanceof BslObject) return object;
  return raiseMessage({
    ru: 'Объект не поддерживает доступ по индексу',
    en: 'The value is not a collection: it cannot be indexed',
  });
}

function iterate(collection: unknown): Iterable<unknown> {
  if (collection instanceof BslObject) return collection.iterate();
  return raiseMessage({
    ru: 'Итератор для значения не определен',
    en: 'The value is not a collection: For Each cannot go over it',
  });
}

function create(name: string, args: unknown[]): unknown {
  const type = typeNamed(name);
  if (!type.create)
    return raiseMessage({
      ru: `Конструктор не найден (${name})`,
      en: `New cannot create a value of the type ${name}`,
    });
  return type.create(args);
}

/** `New(type, arguments)`. */
function createOf(kind: unknown, args?: unknown): unknown {
  const name = kind instanceof BslType ? kind.en : toText(kind);
  const all = args instanceof BslArray ? [...args.items] : args === undefined ? [] : [args];
  if (kind instanceof BslType && kind.create) return kind.create(all);
  return create(name, all);
}

function callSkipping(
  object: unknown,
  name: string,
  ...rest: [string, unknown[]] | [unknown[]]
): unknown {
  const args = rest.at(-1) as unknown[];
  const shown = rest.length === 2 ? rest[0] : name;
  return callMethod(objectOf(object), shown, args);
}
