import type { Arguments, Expression, Statement } from '../syntax/ast.js';

/** Goes over all statements of a body, those inside others too. */
function* statementsIn(body: readonly Statement[]): Generator<Statement> {
  for (const statement of body) {
    yield statement;
    for (const inner of bodiesOf(statement)) yield* statementsIn(inner);
  }
}

/** The lists of statements in a statement. */
function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.type) {
    case 'if':
      return [...statement.branches.map(({ body }) => body), statement.otherwise];
    case 'for':
    case 'each':
    case 'while':
      return [statement.body];
    case 'try':
      return [statement.body, statement.except];
    default:
      return [];
  }
}

/** Goes over all expressions of a body, those inside others too. */
export function* expressionsIn(body: readonly Statement[]): Generator<Expression> {
  for (const statement of statementsIn(body)) {
    for (const expression of expressionsOf(statement)) yield* withInner(expression);
  }
}

function* withInner(expression: Expression): Generator<Expression> {
  yield expression;
  for (const inner of partsOf(expression)) if (inner) yield* withInner(inner);
}

function expressionsOf(statement: Statement): Expression[] {
  switch (statement.type) {
    case 'assign':
      return [statement.target, statement.value];
    case 'expression':
      return [statement.expression];
    case 'if':
      return statement.branches.map(({ condition }) => condition);
    case 'for':
      return [statement.variable, statement.from, statement.to];
    case 'each':
      return [statement.variable, statement.of];
    case 'while':
      return [statement.condition];
    case 'raise':
      return statement.args.filter((arg) => arg !== undefined);
    case 'return':
      return statement.value ? [statement.value] : [];
    case 'execute':
      return [statement.code];
    case 'handler':
      return [statement.event, statement.handler];
    default:
      return [];
  }
}

function partsOf(expression: Expression): Arguments {
  switch (expression.type) {
    case 'member':
      return [expression.object];
    case 'index':
      return [expression.object, expression.index];
    case 'call':
    case 'new':
      return expression.args;
    case 'method':
      return [expression.object, ...expression.args];
    case 'unary':
    case 'await':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'choice':
      return [expression.condition, expression.yes, expression.no];
    case 'newOf':
      return [expression.kind, expression.args];
    default:
      return [];
  }
}

/** The names, in lower case, of variables that a body assigns. */
export function assignedIn(body: readonly Statement[]): Set<string> {
  const names = new Set<string>();
  for (const statement of statementsIn(body)) {
    const target =
      statement.type === 'assign'
        ? statement.target
        : statement.type === 'for' || statement.type === 'each'
          ? statement.variable
          : undefined;
    if (target?.type === 'name') names.add(target.name.toLowerCase());
  }
  return names;
}
