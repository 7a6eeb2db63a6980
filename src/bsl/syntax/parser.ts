import type { Annotation, Expression, Method, Module, Parameter, Variable } from './ast.js';
import type { Kind } from './lexer.js';
import { type Message, ScriptSyntaxError, type Source } from './source.js';
import { StatementParser } from './statements.js';
import { TokenReader } from './token-reader.js';

/** Parses a module. */
export function parseModule(source: Source): Module {
  return new ModuleParser(new TokenReader(source)).module();
}

/** What a user typed: a module, or an expression instead of its body. */
export interface Input {
  module: Module;
  value: Expression | undefined;
}

/** Parses what a user typed. The error is that of the reading that got further. */
export function parseInput(source: Source): Input {
  let failure: unknown;
  try {
    const module = parseModule(source);
    const [only, ...others] = module.body;
    const isAlone = module.methods.length === 0 && others.length === 0;
    const value = isAlone && only?.type === 'expression' ? only.expression : undefined;
    return { module, value };
  } catch (error) {
    failure = error;
  }
  try {
    const parser = new StatementParser(new TokenReader(source));
    const value = parser.expression();
    parser.tokens.take(';');
    if (!parser.tokens.is('end')) parser.tokens.unexpected();
    return { module: EMPTY, value };
  } catch (error) {
    const isFurther = offsetOf(error) > offsetOf(failure);
    throw isFurther ? error : failure;
  }
}

function offsetOf(error: unknown): number {
  return error instanceof ScriptSyntaxError ? error.offset : -1;
}

const EMPTY: Module = {
  ...{ uses: [], annotations: [], variables: [], methods: [], body: [] },
  ...{ hasEval: false, hasGoto: false },
};

/** Parses the argument of `Eval`. */
export function parseExpression(source: Source) {
  const parser = new StatementParser(new TokenReader(source));
  const expression = parser.expression();
  if (!parser.tokens.is('end')) parser.tokens.unexpected();
  return expression;
}

/** Parses the argument of `Execute`. */
export function parseStatements(source: Source) {
  const parser = new StatementParser(new TokenReader(source));
  const body = parser.statements();
  if (!parser.tokens.is('end')) parser.tokens.unexpected();
  return { body, hasEval: parser.hasEval, hasGoto: parser.hasGoto };
}

/** The order of a module: variables, methods, then the body. */
class ModuleParser extends StatementParser {
  readonly #methods: Method[] = [];
  readonly #variables: Variable[] = [];

  module(): Module {
    const uses = [];
    for (let use = this.tokens.take('use'); use; use = this.tokens.take('use'))
      uses.push({ name: use.text, at: use.start });
    const annotations: Annotation[] = [];
    for (;;) {
      const found = this.#annotations();
      if (this.tokens.is('var')) {
        if (this.#methods.length > 0) this.tokens.fail(this.tokens.token.start, LATE_VARIABLE);
        this.#variables.push(...this.#declared(found, true));
      } else if (this.tokens.is('procedure', 'function', 'async')) {
        this.#methods.push(this.#method(found));
      } else {
        annotations.push(...found);
        break;
      }
    }
    const facts = this.#facts(() => this.statements());
    if (this.tokens.is('procedure', 'function', 'async'))
      this.tokens.fail(this.tokens.token.start, LATE_METHOD);
    if (!this.tokens.is('end')) this.tokens.unexpected();
    return { uses, annotations, variables: this.#variables, methods: this.#methods, ...facts };
  }

  #facts<T>(read: () => T) {
    this.hasEval = false;
    this.hasGoto = false;
    const body = read();
    return { body, hasEval: this.hasEval, hasGoto: this.hasGoto };
  }

  #declared(annotations: Annotation[], canExport: boolean): Variable[] {
    this.tokens.expect('var');
    const variables: Variable[] = [];
    do {
      const { text: name, start: at } = this.tokens.expect('name');
      const exported = canExport && this.tokens.take('export') !== undefined;
      variables.push({ name, at, exported, annotations });
    } while (this.tokens.take(','));
    this.tokens.expect(';');
    return variables;
  }

  #method(annotations: Annotation[]): Method {
    this.tokens.take('async');
    if (!this.tokens.is('procedure', 'function')) this.tokens.unexpected();
    const isFunction = this.tokens.next().kind === 'function';
    const { text: name, start: at } = this.tokens.is('execute')
      ? this.tokens.next()
      : this.tokens.expect('name');
    const params = this.#params();
    const exported = this.tokens.take('export') !== undefined;
    const locals: Variable[] = [];
    this.hasEval = false;
    this.hasGoto = false;
    for (let found = this.#annotations(); this.tokens.is('var'); found = this.#annotations())
      locals.push(...this.#declared(found, false));
    const body = this.statements();
    const { hasEval, hasGoto } = this;
    const end = this.tokens.expect(isFunction ? 'endfunction' : 'endprocedure').start;
    const facts = { body, hasEval, hasGoto };
    return { name, at, end, isFunction, exported, params, locals, annotations, ...facts };
  }

  #params(): Parameter[] {
    this.tokens.expect('(');
    const params: Parameter[] = [];
    if (this.tokens.take(')')) return params;
    do {
      const annotations = this.#annotations();
      const byValue = this.tokens.take('val') !== undefined;
      const { text: name, start: at } = this.tokens.expect('name');
      const optional = this.tokens.take('=') && { value: this.#signed() };
      params.push({ name, at, byValue, optional, annotations });
    } while (this.tokens.take(','));
    this.tokens.expect(')');
    return params;
  }

  #signed() {
    const minus = this.tokens.take('-');
    if (!minus) this.tokens.take('+');
    const value = this.literal();
    if (!minus) return value;
    if (typeof value === 'number') return -value;
    if (value && typeof value === 'object' && 'number' in value)
      return { number: `-${value.number}` };
    return this.tokens.unexpected();
  }

  #annotations(): Annotation[] {
    const found: Annotation[] = [];
    while (this.tokens.is('annotation')) found.push(this.#annotation());
    return found;
  }

  #annotation(): Annotation {
    const { text: name } = this.tokens.expect('annotation');
    const params: Annotation['params'] = [];
    if (!this.tokens.take('(')) return { name, params };
    if (this.tokens.take(')')) return { name, params };
    do {
      const label = this.tokens.is('name') ? this.tokens.next().text : undefined;
      const hasValue = label === undefined || this.tokens.take('=');
      const isAnnotation = this.tokens.is('annotation' as Kind);
      const value = !hasValue ? undefined : isAnnotation ? this.#annotation() : this.#signed();
      params.push({ name: label, value, isAnnotation });
    } while (this.tokens.take(','));
    this.tokens.expect(')');
    return { name, params };
  }
}

const LATE_VARIABLE: Message = {
  ru: 'Переменные модуля объявляются до процедур и функций',
  en: 'Variables of a module must be declared before its procedures and functions',
};
const LATE_METHOD: Message = {
  ru: 'Процедуры и функции должны стоять до тела модуля',
  en: 'Procedures and functions must be before the statements of the module',
};
