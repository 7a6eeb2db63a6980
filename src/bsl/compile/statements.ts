import type { Expression, Statement } from '../syntax/ast.js';
import { mark, quote } from './code.js';
import { ExpressionCompiler, type Operand } from './expressions.js';

type Of<Type extends Statement['type']> = Extract<Statement, { type: Type }>;

/** A list of statements with labels: a `Goto` sets the state and starts the list again. */
interface Labeled {
  loop: string;
  state: string;
  cases: ReadonlyMap<string, number>;
}

/** Compiles the statements of a body. */
export class StatementCompiler extends ExpressionCompiler {
  readonly #labeled: Labeled[] = [];
  /** The labels of JavaScript on the loops around, if `Goto` needs them. */
  readonly #loops: string[] = [];
  #inExcept = false;

  statements(list: readonly Statement[]): string {
    if (list.some(({ type }) => type === 'label')) return this.#withLabels(list);
    return list.map((statement) => this.#statement(statement)).join('\n');
  }

  #statement(statement: Statement): string {
    const { at } = statement;
    switch (statement.type) {
      case 'assign':
        return this.#assign(statement);
      case 'expression':
        return this.#call(statement.expression);
      case 'if':
        return this.#if(statement);
      case 'for':
        return this.#for(statement);
      case 'each':
        return this.#each(statement);
      case 'while':
        return this.#loop(`while (${this.condition(statement.condition)})`, statement.body);
      case 'try':
        return this.#try(statement);
      case 'raise':
        return this.#raise(statement);
      case 'return':
        return statement.value ? `return (${this.value(statement.value)});` : 'return undefined;';
      case 'break':
      case 'continue':
        return this.scope.hasGoto
          ? `${statement.type} ${this.#loops.at(-1)};`
          : `${statement.type};`;
      case 'goto':
        return this.#goto(statement.name, at);
      case 'label':
        return '';
      case 'execute':
        return `${this.snippet('execute', statement.code, at)};`;
      case 'handler':
        return this.#handler(statement);
    }
  }

  #assign({ target, value }: Of<'assign'>): string {
    return this.set(target, this.value(value));
  }

  /** Code that assigns a value. */
  set(target: Expression, value: string): string {
    switch (target.type) {
      case 'name':
        this.#checkAssignable(target.name, target.at);
        return `${this.scope.assigned(target.name)} = ${value};`;
      case 'member': {
        const { object, name, at } = target;
        const names = `${quote(name.toLowerCase())}, ${quote(name)}`;
        return `${mark(at)}setMember(${this.value(object)}, ${names}, ${value});`;
      }
      case 'index': {
        const { object, index, at } = target;
        return `${mark(at)}setIndex(${this.value(object)}, ${this.value(index)}, ${value});`;
      }
      default:
        throw new TypeError(`cannot assign to ${target.type}`);
    }
  }

  #checkAssignable(name: string, at: number): void {
    if (!/^(?:этотобъект|thisobject)$/i.test(name) || this.scope.variable(name)) return;
    this.scope.module.fail(at, {
      ru: `Свойство '${name}' недоступно для записи`,
      en: `Property ${name} is read-only`,
    });
  }

  #call(expression: Expression): string {
    if (expression.type !== 'call') return `${this.value(expression)};`;
    const { name, args, at } = expression;
    return `${this.call(name, args, at, false)};`;
  }

  #if({ branches, otherwise }: Of<'if'>): string {
    const parts = branches.map(
      ({ condition, body }) => `if (${this.condition(condition)}) {${this.statements(body)}}`,
    );
    const last = otherwise.length > 0 ? ` else {${this.statements(otherwise)}}` : '';
    return parts.join(' else ') + last;
  }

  #for({ variable, from, to, body, at }: Of<'for'>): string {
    const first = this.value(from);
    const last = this.value(to);
    const name = this.scope.assigned((variable as { name: string }).name);
    const end = this.scope.temporary();
    const counter = simple(name);
    const goesOn = this.operation('<=', counter, simple(end), at);
    const next = this.operation('+', counter, { ...simple('1'), isInteger: true }, at);
    const head = `for (const ${end} = ${last}; ${goesOn}; ${name} = ${next})`;
    return `${name} = ${first};\n${this.#loop(head, body)}`;
  }

  #each({ variable, of, body, at }: Of<'each'>): string {
    const collection = this.value(of);
    const name = this.scope.assigned((variable as { name: string }).name);
    const item = this.scope.temporary();
    return this.#loop(
      `for (const ${item} of ${mark(at)}iterate(${collection}))`,
      body,
      `${name} = ${item};`,
    );
  }

  #loop(head: string, body: readonly Statement[], start = ''): string {
    if (!this.scope.hasGoto) return `${head} {${start}${this.statements(body)}}`;
    const label = this.scope.temporary();
    this.#loops.push(label);
    const code = `${label}: ${head} {${start}${this.statements(body)}}`;
    this.#loops.pop();
    return code;
  }

  #try({ body, except }: Of<'try'>): string {
    const before = this.scope.temporary();
    const tried = this.statements(body);
    const outer = this.#inExcept;
    this.#inExcept = true;
    const caught = this.statements(except);
    this.#inExcept = outer;
    return `try {${tried}} catch (e) { const ${before} = enterExcept(e); try {${caught}} finally { leaveExcept(${before}); } }`;
  }

  #raise({ args, at }: Of<'raise'>): string {
    if (args.length > 0) return `${mark(at)}raise(${this.args(args)});`;
    if (!this.#inExcept)
      this.scope.module.fail(at, {
        ru: 'ВызватьИсключение без аргументов может стоять только в блоке Исключение',
        en: 'Raise without an argument can only be in an Except block',
      });
    return `${mark(at)}raiseAgain();`;
  }

  #handler({ adds, event, handler, at }: Of<'handler'>): string {
    const [source, name] = this.#memberOf(event, at);
    const [target, method] = this.#memberOf(handler, at);
    const helper = adds ? 'addHandler' : 'removeHandler';
    return `${mark(at)}${helper}(${source}, ${name}, ${target}, ${method});`;
  }

  /** An object and the name of its event or method: of the module itself, if there is only a name. */
  #memberOf(expression: Expression, at: number): [object: string, name: string] {
    if (expression.type === 'member')
      return [this.value(expression.object), quote(expression.name)];
    if (expression.type === 'name') {
      const isMethod = this.scope.module.methods.has(expression.name.toLowerCase());
      const variable = isMethod ? undefined : this.scope.variable(expression.name);
      return ['self', variable ?? quote(expression.name)];
    }
    if (expression.type === 'literal' && typeof expression.value === 'string')
      return ['self', quote(expression.value)];
    if (expression.type === 'index')
      return [this.value(expression.object), this.value(expression.index)];
    return this.scope.module.fail(at, {
      ru: 'Ожидалось имя события или метода',
      en: 'Expected the name of an event or a method',
    });
  }

  #withLabels(list: readonly Statement[]): string {
    const cases = new Map<string, number>();
    for (const statement of list) {
      if (statement.type !== 'label') continue;
      if (cases.has(statement.name))
        this.scope.module.fail(statement.at, {
          ru: `Метка ~${statement.name} уже есть`,
          en: `The label ~${statement.name} is there already`,
        });
      cases.set(statement.name, cases.size + 1);
    }
    const labeled = { loop: this.scope.temporary(), state: this.scope.temporary(), cases };
    this.#labeled.push(labeled);
    const code = list.map((statement) =>
      statement.type === 'label'
        ? `case ${cases.get(statement.name)}:`
        : this.#statement(statement),
    );
    this.#labeled.pop();
    const { loop, state } = labeled;
    return `let ${state} = 0; ${loop}: for (;;) { switch (${state}) { case 0: ${code.join('\n')} } break; }`;
  }

  #goto(name: string, at: number): string {
    const found = this.#labeled.findLast(({ cases }) => cases.has(name));
    if (!found)
      return this.scope.module.fail(at, {
        ru: `Метка ~${name} здесь недоступна`,
        en: `There is no label ~${name} that can be reached from here`,
      });
    return `${found.state} = ${found.cases.get(name)}; continue ${found.loop};`;
  }
}

/** A variable as an operand. */
function simple(code: string): Operand {
  return { first: code, again: code, isSimple: true, isText: false, isInteger: false };
}
