import type { Statement } from './ast.js';
import { ExpressionParser } from './expressions.js';
import type { Kind } from './lexer.js';

/** What ends any list of statements. */
const ENDS: readonly Kind[] = [
  ...(['end', 'endif', 'elsif', 'else', 'enddo', 'endtry', 'except'] as const),
  ...(['endprocedure', 'endfunction', 'procedure', 'function', 'async', 'annotation'] as const),
];

/** Parses statements. */
export class StatementParser extends ExpressionParser {
  /** True once a `Goto` was read. */
  hasGoto = false;
  #loops = 0;

  statements(): Statement[] {
    const list: Statement[] = [];
    for (;;) {
      while (this.tokens.take(';'));
      if (this.tokens.is(...ENDS)) return list;
      const statement = this.nested(() => this.#statement());
      list.push(statement);
      if (statement.type === 'label') continue;
      if (!this.tokens.is(';', ...ENDS)) this.tokens.unexpected(';');
    }
  }

  #statement(): Statement {
    const { kind, start: at, text } = this.tokens.token;
    switch (kind) {
      case 'if':
        return this.#if();
      case 'for':
        return this.#for();
      case 'while':
        return this.#while();
      case 'try':
        return this.#try();
      case 'raise':
        return this.#raise();
      case 'return':
        this.tokens.next();
        return { type: 'return', at, value: this.#isEnd() ? undefined : this.expression() };
      case 'break':
      case 'continue':
        if (this.#loops === 0)
          this.tokens.fail(at, { ru: `${text} вне цикла`, en: `${text} is not in a loop` });
        this.tokens.next();
        return { type: kind, at };
      case 'goto':
        this.tokens.next();
        this.hasGoto = true;
        return { type: 'goto', at, name: this.tokens.expect('label').text.toLowerCase() };
      case 'label':
        this.tokens.next();
        this.tokens.expect(':');
        return { type: 'label', at, name: text.toLowerCase() };
      case 'execute':
        this.tokens.next();
        this.hasEval = true;
        return { type: 'execute', at, code: this.expression() };
      case 'addhandler':
      case 'removehandler':
        return this.#handler();
      case 'await':
        return { type: 'expression', at, expression: this.expression() };
      default:
        return this.#assignmentOrCall();
    }
  }

  #isEnd(): boolean {
    return this.tokens.is(';', ...ENDS);
  }

  #assignmentOrCall(): Statement {
    const { start: at } = this.tokens.token;
    if (!this.tokens.is('name', '(', 'new')) this.tokens.unexpected();
    const target = this.postfix();
    if (target.type === 'call' || target.type === 'method') {
      if (this.tokens.is('=')) this.tokens.unexpected(';');
      return { type: 'expression', at, expression: target };
    }
    if (!['name', 'member', 'index'].includes(target.type)) this.tokens.unexpected();
    this.tokens.expect('=');
    return { type: 'assign', at, target, value: this.expression() };
  }

  #if(): Statement {
    const { start: at } = this.tokens.token;
    const branches = [];
    do {
      this.tokens.next();
      const condition = this.expression();
      this.tokens.expect('then');
      branches.push({ condition, body: this.statements() });
    } while (this.tokens.is('elsif'));
    const otherwise = this.tokens.take('else') ? this.statements() : [];
    this.tokens.expect('endif');
    return { type: 'if', at, branches, otherwise };
  }

  #for(): Statement {
    const { start: at } = this.tokens.next();
    if (this.tokens.take('each')) {
      const variable = this.#loopVariable();
      this.tokens.expect('in');
      const of = this.expression();
      return { type: 'each', at, variable, of, body: this.#loop() };
    }
    const variable = this.#loopVariable();
    this.tokens.expect('=');
    const from = this.expression();
    this.tokens.expect('to');
    const to = this.expression();
    return { type: 'for', at, variable, from, to, body: this.#loop() };
  }

  #loopVariable(): { type: 'name'; at: number; name: string } {
    const { text: name, start: at } = this.tokens.expect('name');
    return { type: 'name', at, name };
  }

  #while(): Statement {
    const { start: at } = this.tokens.next();
    const condition = this.expression();
    return { type: 'while', at, condition, body: this.#loop() };
  }

  #loop(): Statement[] {
    this.tokens.expect('do');
    this.#loops++;
    const body = this.statements();
    this.#loops--;
    this.tokens.expect('enddo');
    return body;
  }

  #try(): Statement {
    const { start: at } = this.tokens.next();
    const body = this.statements();
    this.tokens.expect('except');
    const except = this.statements();
    this.tokens.expect('endtry');
    return { type: 'try', at, body, except };
  }

  #raise(): Statement {
    const { start: at } = this.tokens.next();
    if (this.#isEnd()) return { type: 'raise', at, args: [] };
    // `Raise(text, category)` has arguments, `Raise ("a") + "b"` an expression in parentheses.
    if (this.tokens.is('(') && this.#hasComma()) return { type: 'raise', at, args: this.args() };
    return { type: 'raise', at, args: [this.expression()] };
  }

  #hasComma(): boolean {
    let depth = 0;
    for (let ahead = 0; ; ahead++) {
      const { kind } = this.tokens.peek(ahead);
      if (kind === '(' || kind === '[') depth++;
      else if (kind === ')' || kind === ']') depth--;
      if (depth === 0 || kind === 'end') return false;
      if (kind === ',' && depth === 1) return true;
    }
  }

  #handler(): Statement {
    const { kind, start: at } = this.tokens.next();
    const event = this.expression();
    this.tokens.expect(',');
    const handler = this.expression();
    return { type: 'handler', at, adds: kind === 'addhandler', event, handler };
  }
}
