import type { Arguments, Binary, Expression, Literal } from './ast.js';
import type { Kind } from './lexer.js';
import type { TokenReader } from './token-reader.js';

/** How strongly binary operators bind. */
const PRECEDENCE: Readonly<Partial<Record<Kind, number>>> = {
  or: 1,
  and: 2,
  '=': 4,
  '<>': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

/** `Not` is between `And` and the comparisons. */
const NOT = 3;

/** Deeper nesting than any real script has would exhaust the stack. */
const MAX_DEPTH = 400;

/** Parses expressions. */
export class ExpressionParser {
  readonly tokens: TokenReader;
  /** True once an `Eval` was read. */
  hasEval = false;
  #depth = 0;

  constructor(tokens: TokenReader) {
    this.tokens = tokens;
  }

  expression(): Expression {
    return this.nested(() => this.#binary(1));
  }

  /** Parses what may contain itself, unless it is too deep. */
  protected nested<T>(parse: () => T): T {
    if (++this.#depth > MAX_DEPTH) {
      this.tokens.fail(this.tokens.token.start, {
        ru: 'Слишком глубокая вложенность',
        en: 'The code is nested too deeply',
      });
    }
    const parsed = parse();
    this.#depth--;
    return parsed;
  }

  /** An operand, and the operators after it that bind at least as strongly. */
  #binary(least: number): Expression {
    let left = this.#operand();
    for (;;) {
      const { kind, start: at } = this.tokens.token;
      const precedence = PRECEDENCE[kind];
      if (precedence === undefined || precedence < least) return left;
      this.tokens.next();
      const right = this.#binary(precedence + 1);
      left = { type: 'binary', at, operator: kind as Binary, left, right };
    }
  }

  #operand(): Expression {
    const { start: at } = this.tokens.token;
    if (!this.tokens.take('not')) return this.#unary();
    return { type: 'unary', at, operator: 'not', operand: this.nested(() => this.#binary(NOT)) };
  }

  #unary(): Expression {
    const { kind, start } = this.tokens.token;
    if (kind === '-' || kind === '+') {
      this.tokens.next();
      const operand = this.nested(() => this.#unary());
      if (kind === '-' && operand.type === 'literal') {
        if (typeof operand.value === 'number' && operand.value !== 0)
          return { ...operand, at: start, value: -operand.value };
      }
      return { type: 'unary', at: start, operator: kind, operand };
    }
    if (kind === 'await') {
      this.tokens.next();
      return { type: 'await', at: start, operand: this.nested(() => this.#unary()) };
    }
    return this.postfix();
  }

  /** A value, and the members, indexes and calls that follow it. */
  postfix(): Expression {
    let object = this.#primary();
    for (;;) {
      if (this.tokens.take('.')) {
        const { text: name, start: at } = this.tokens.expectMember();
        object = this.tokens.is('(')
          ? { type: 'method', at, object, name, args: this.args() }
          : { type: 'member', at, object, name };
      } else if (this.tokens.is('[')) {
        const { start: at } = this.tokens.next();
        const index = this.expression();
        this.tokens.expect(']');
        object = { type: 'index', at, object, index };
      } else {
        return object;
      }
    }
  }

  #primary(): Expression {
    const { kind, start: at } = this.tokens.token;
    if (kind === '(') {
      this.tokens.next();
      const inner = this.expression();
      this.tokens.expect(')');
      return inner;
    }
    if (kind === '?') return this.#choice();
    if (kind === 'new') return this.#new();
    if (kind === 'name' || (kind === 'execute' && this.tokens.peek().kind === '(')) {
      const { text: name } = this.tokens.next();
      if (!this.tokens.is('(')) return { type: 'name', at, name };
      this.hasEval ||= /^(?:eval|вычислить)$/i.test(name);
      return { type: 'call', at, name, args: this.args() };
    }
    if (this.#isLiteral()) return { type: 'literal', at, value: this.literal() };
    return this.tokens.unexpected();
  }

  #isLiteral(): boolean {
    return this.tokens.is('number', 'string', 'date', 'true', 'false', 'undefined', 'null');
  }

  /** The value of a literal. */
  literal(): Literal {
    if (!this.#isLiteral()) this.tokens.unexpected();
    const { kind, text } = this.tokens.next();
    if (kind === 'string') return this.#strings(text);
    if (kind === 'date') return { date: text };
    if (kind === 'true') return true;
    if (kind === 'false') return false;
    if (kind === 'null') return null;
    if (kind === 'undefined') return undefined;
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : { number: text };
  }

  /** Adjacent strings are lines of one string. */
  #strings(first: string): string {
    let value = first;
    while (this.tokens.is('string')) value += `\n${this.tokens.next().text}`;
    return value;
  }

  #choice(): Expression {
    const { start: at } = this.tokens.next();
    this.tokens.expect('(');
    const condition = this.expression();
    this.tokens.expect(',');
    const yes = this.expression();
    this.tokens.expect(',');
    const no = this.expression();
    this.tokens.expect(')');
    return { type: 'choice', at, condition, yes, no };
  }

  #new(): Expression {
    const { start } = this.tokens.next();
    if (this.tokens.is('(')) {
      const [kind, args, ...more] = this.args();
      if (!kind || more.length > 0) this.tokens.unexpected();
      return { type: 'newOf', at: start, kind, args };
    }
    const { text: name, start: at } = this.tokens.expect('name');
    return { type: 'new', at, name, args: this.tokens.is('(') ? this.args() : [] };
  }

  args(): Arguments {
    this.tokens.expect('(');
    const args: (Expression | undefined)[] = [];
    if (this.tokens.take(')')) return args;
    for (;;) {
      args.push(this.tokens.is(',', ')') ? undefined : this.expression());
      if (this.tokens.take(')')) return args;
      this.tokens.expect(',');
    }
  }
}
