import type { Arguments, Binary, Expression, Literal } from '../syntax/ast.js';
import { mark, methodName, quote } from './code.js';
import { CHANGING_FUNCTIONS } from './references.js';
import type { BodyScope, MethodInfo } from './scope.js';

type Operator = Exclude<Binary, 'and' | 'or'>;

/** The code of an operand, where it is first used and later. */
export interface Operand {
  first: string;
  again: string;
  /** True if it does nothing: a variable or a literal. */
  isSimple: boolean;
  /** True for the literals of a string and of an integer. */
  isText: boolean;
  isInteger: boolean;
}

const OPERATORS: Readonly<Record<Operator, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
  '=': 'equal',
  '<>': 'notEqual',
  '<': 'less',
  '<=': 'lessOrEqual',
  '>': 'greater',
  '>=': 'greaterOrEqual',
};

/** Compiles expressions of a body. */
export class ExpressionCompiler {
  readonly scope: BodyScope;

  constructor(scope: BodyScope) {
    this.scope = scope;
  }

  value(expression: Expression): string {
    const { at } = expression;
    switch (expression.type) {
      case 'literal':
        return this.literal(expression.value);
      case 'name':
        return this.#name(expression.name, at);
      case 'member':
        return `${mark(at)}getMember(${this.value(expression.object)}, ${memberNames(expression.name)})`;
      case 'index':
        return `${mark(at)}getIndex(${this.value(expression.object)}, ${this.value(expression.index)})`;
      case 'call':
        return this.call(expression.name, expression.args, at, true);
      case 'method':
        return this.#method(expression);
      case 'unary':
        return this.#unary(expression.operator, expression.operand, at);
      case 'binary':
        return this.#binary(expression);
      case 'choice': {
        const { condition, yes, no } = expression;
        return `(${this.condition(condition)} ? ${this.value(yes)} : ${this.value(no)})`;
      }
      case 'new':
        return `${mark(at)}create(${quote(expression.name)}, [${this.args(expression.args)}])`;
      case 'newOf': {
        const args = expression.args ? `, ${this.value(expression.args)}` : '';
        return `${mark(at)}createOf(${this.value(expression.kind)}${args})`;
      }
      case 'await':
        return this.value(expression.operand);
    }
  }

  /** The code of a condition, which is a Boolean of JavaScript. */
  condition(expression: Expression): string {
    const code = this.value(expression);
    return isBoolean(expression) ? code : `${mark(expression.at)}truth(${code})`;
  }

  literal(value: Literal): string {
    if (typeof value === 'string') return quote(value);
    if (typeof value === 'number') return value < 0 ? `(${value})` : String(value);
    if (!value || typeof value !== 'object') return String(value);
    return this.scope.module.constant(
      'date' in value ? `date(${quote(value.date)})` : `number(${quote(value.number)})`,
    );
  }

  /** The arguments of a call. Skipped ones are passed as `skipped`. */
  args(args: Arguments): string {
    return args.map((arg) => (arg ? this.value(arg) : 'skipped')).join(', ');
  }

  /** A call of a method of the module, or of a global function. */
  call(name: string, args: Arguments, at: number, needsResult: boolean): string {
    const known = name.toLowerCase();
    const own = this.scope.module.methods.get(known);
    if (own) return this.#ownCall(own, args, at, needsResult);
    if (known === 'вычислить' || known === 'eval') return this.snippet('evaluate', args[0], at);
    if (known === 'текущийсценарий' || known === 'currentscript') return 'scriptOf(self)';
    if (known === 'вызватьсобытие' || known === 'raiseevent')
      return `${mark(at)}raiseEvent(self, ${this.args(args)})`;
    const { globals } = this.scope.module;
    const most = globals.mostArguments(known);
    if (most === undefined)
      return this.scope.module.fail(at, {
        ru: `Неизвестный символ: ${name}`,
        en: `There is no procedure or function "${name}"`,
      });
    if (args.length > most) this.#tooMany(name, at);
    const target = this.scope.module.constant(`globalFunction(${quote(known)})`);
    const changed = CHANGING_FUNCTIONS.get(known);
    const all = args.map((arg, position) => {
      if (!arg) return 'undefined';
      return changed?.has(position) ? this.#referenceTo(arg) : this.value(arg);
    });
    return `${mark(at)}${target}(${all.join(', ')})`;
  }

  #ownCall(info: MethodInfo, args: Arguments, at: number, needsResult: boolean): string {
    if (needsResult && !info.isFunction)
      this.scope.module.fail(at, {
        ru: `Процедура ${info.name} использована как функция`,
        en: `${info.name} is a procedure: it has no result`,
      });
    if (args.length > info.params.length) this.#tooMany(info.name, at);
    const all = info.params.map(({ name, optional }, position) => {
      const arg = args[position];
      if (arg) return info.references.has(position) ? this.#referenceTo(arg) : this.value(arg);
      if (optional) return optional.code;
      if (position < args.length) return 'undefined';
      return this.scope.module.fail(at, {
        ru: `Недостаточно фактических параметров: нет параметра ${name}`,
        en: `Not enough arguments: ${name} is missing`,
      });
    });
    return `${mark(at)}${methodName(info.name)}(${all.join(', ')})`;
  }

  #tooMany(name: string, at: number): never {
    return this.scope.module.fail(at, {
      ru: `Слишком много фактических параметров: ${name}`,
      en: `Too many arguments for ${name}`,
    });
  }

  #referenceTo(arg: Expression): string {
    switch (arg.type) {
      case 'name':
        return this.scope.reference(arg.name) ?? this.value(arg);
      case 'member':
        return `new Member(${this.value(arg.object)}, ${memberNames(arg.name)})`;
      case 'index':
        return `new Element(${this.value(arg.object)}, ${this.value(arg.index)})`;
      default:
        return this.value(arg);
    }
  }

  #method({ object, name, args, at }: Expression & { type: 'method' }): string {
    const target = this.value(object);
    const known = name.toLowerCase();
    const isVariable = (arg: Expression | undefined) =>
      arg && ['name', 'member', 'index'].includes(arg.type);
    if (this.scope.module.globals.changing.has(known) && args.some(isVariable)) {
      const all = args.map((arg) => (arg ? this.#referenceTo(arg) : 'skipped'));
      return `${mark(at)}callChanging(${target}, ${memberNames(name)}, [${all.join(', ')}])`;
    }
    if (args.includes(undefined))
      return `${mark(at)}callSkipping(${target}, ${memberNames(name)}, [${this.args(args)}])`;
    const receiver = object.type === 'literal' ? `(${target})` : target;
    return `${receiver}${mark(at)}.m$${known}(${this.args(args)})`;
  }

  #name(name: string, at: number): string {
    return this.scope.variable(name) ?? `${mark(at)}${this.scope.property(name, at)}`;
  }

  #unary(operator: '-' | '+' | 'not', operand: Expression, at: number): string {
    if (operator === 'not') return `!${this.condition(operand)}`;
    return `${mark(at)}${operator === '-' ? 'negate' : 'plus'}(${this.value(operand)})`;
  }

  #binary({ operator, left, right, at }: Expression & { type: 'binary' }): string {
    if (operator === 'and') return `(${this.condition(left)} && ${this.condition(right)})`;
    if (operator === 'or') return `(${this.condition(left)} || ${this.condition(right)})`;
    return this.operation(operator, this.#operand(left), this.#operand(right), at);
  }

  /**
   * An operator whose case of two integers is in the code of the script itself. JavaScript's compiler
   * then learns for each place what its operands are, and computes without objects for numbers.
   */
  operation(operator: Operator, left: Operand, right: Operand, at: number): string {
    const general = `${mark(at)}${OPERATORS[operator]}(`;
    if (left.isText || right.isText || operator === '/' || operator === '%')
      return `${general}${left.first}, ${right.first})`;
    const rest = `${general}${left.again}, ${right.again})`;
    const isInteger = (operand: Operand) =>
      operand.isInteger ? [] : [`typeof ${operand.first} === 'number'`];
    if (operator === '=' || operator === '<>') {
      const same = `${left.first} === ${right.first}`;
      const equal = `(${same} || typeof ${left.again} !== 'number' && ${mark(at)}equal(${left.again}, ${right.again}))`;
      return operator === '=' ? equal : `!${equal}`;
    }
    // The right operand must be computed even if the left one is not a number.
    const both = [...isInteger(left), ...isInteger(right)].join(right.isSimple ? ' && ' : ' & ');
    const compute = `${left.again} ${operator} ${right.again}`;
    if (operator !== '+' && operator !== '-' && operator !== '*')
      return `(${both || 'true'} ? ${compute} : ${rest})`;
    const result = this.scope.helper();
    const isExact = `isSafeInteger(${result} = ${compute})`;
    const test = both ? `(${both}) && ${isExact}` : isExact;
    return `(${test} ? ${operator === '*' ? `${result} + 0` : result} : ${rest})`;
  }

  /** An operand, which is computed only once. */
  #operand(expression: Expression): Operand {
    const code = this.value(expression);
    const literal = expression.type === 'literal' ? typeof expression.value : undefined;
    const isText = literal === 'string';
    const isInteger = literal === 'number';
    const isVariable = expression.type === 'name' && /^\$[\p{L}\p{N}_]+$/u.test(code);
    if (literal || isVariable)
      return { first: code, again: code, isSimple: true, isText, isInteger };
    const again = this.scope.helper();
    return { first: `(${again} = ${code})`, again, isSimple: false, isText, isInteger };
  }

  /** `Execute` and `Eval`: the code is compiled when it runs, with the names of this place. */
  snippet(compiler: 'execute' | 'evaluate', code: Expression | undefined, at: number): string {
    if (!code) this.#tooMany('Eval', at);
    const { module, variables } = this.scope;
    const number = module.snippets.push({ module, variables: new Map(variables) }) - 1;
    return `${mark(at)}eval(${compiler}(${this.value(code!)}, snippets[${number}]))`;
  }
}

function memberNames(name: string): string {
  const known = name.toLowerCase();
  return known === name ? quote(name) : `${quote(known)}, ${quote(name)}`;
}

/** True for an expression whose code always is a Boolean. */
function isBoolean(expression: Expression): boolean {
  if (expression.type === 'literal') return typeof expression.value === 'boolean';
  if (expression.type === 'unary') return expression.operator === 'not';
  return expression.type === 'binary' && !['+', '-', '*', '/', '%'].includes(expression.operator);
}
