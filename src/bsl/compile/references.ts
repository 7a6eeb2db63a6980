import type { Arguments, Method, Module } from '../syntax/ast.js';
import { assignedIn, expressionsIn } from './walk.js';

/**
 * Which params of the methods of a module are passed as references: those without `Val` that the
 * method changes, or passes on to one that changes them. All others are passed as plain values, which
 * is as fast as JavaScript. By the method's name in lower case: the positions. `before` are methods that
 * the module sees and does not define.
 */
export function referenceParams(
  module: Module,
  changing: ReadonlySet<string>,
  before: ReadonlyMap<string, { references: ReadonlySet<number> }> = new Map(),
): Map<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  const known = new Map<string, ReadonlySet<number>>();
  for (const [name, { references }] of before) known.set(name, references);
  const byName = new Map(module.methods.map((method) => [method.name.toLowerCase(), method]));
  for (const [name, method] of byName) {
    const assigned = assignedIn(method.body);
    found.set(
      name,
      positionsOf(method, (param) => method.hasEval || assigned.has(param)),
    );
    known.set(name, found.get(name)!);
  }
  // Passing on may go through several methods, also in circles: until nothing new is found.
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const [name, method] of byName) {
      const own = found.get(name)!;
      const passed = passedOn(method, known, changing);
      for (const position of positionsOf(method, (param) => passed.has(param))) {
        if (own.has(position)) continue;
        own.add(position);
        isNew = true;
      }
    }
  }
  return found;
}

function positionsOf({ params }: Method, is: (name: string) => boolean): Set<number> {
  const positions = new Set<number>();
  for (const [position, { name, byValue }] of params.entries()) {
    if (!byValue && is(name.toLowerCase())) positions.add(position);
  }
  return positions;
}

/** The functions of the language that change an argument, and its position. */
export const CHANGING_FUNCTIONS: ReadonlyMap<string, ReadonlySet<number>> = new Map([
  ...['запуститьприложение', 'runapp'].map((name) => [name, new Set([3])] as const),
  ...['ввестистроку', 'inputstring'].map((name) => [name, new Set([0])] as const),
]);

/** The names of variables that a method passes to others as references. */
function passedOn(
  { body }: Method,
  methods: ReadonlyMap<string, ReadonlySet<number>>,
  changing: ReadonlySet<string>,
): Set<string> {
  const names = new Set<string>();
  const add = (args: Arguments, positions?: ReadonlySet<number>) => {
    for (const [position, arg] of args.entries()) {
      if (arg?.type === 'name' && (positions?.has(position) ?? true))
        names.add(arg.name.toLowerCase());
    }
  };
  for (const expression of expressionsIn(body)) {
    if (expression.type === 'call') {
      const called = expression.name.toLowerCase();
      add(expression.args, methods.get(called) ?? CHANGING_FUNCTIONS.get(called) ?? new Set());
    } else if (expression.type === 'method' && changing.has(expression.name.toLowerCase())) {
      add(expression.args);
    }
  }
  return names;
}
