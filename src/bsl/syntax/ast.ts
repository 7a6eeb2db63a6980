/** The syntax tree of a module. `at` is the offset in its text that errors point to. */

export type Literal = undefined | null | boolean | number | string | DateLiteral | BigNumber;

/** The digits of a date: `20240131` or `20240131235959`. */
interface DateLiteral {
  date: string;
}

/** A number that a JavaScript number cannot hold exactly. */
interface BigNumber {
  number: string;
}

export type Binary =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'and'
  | 'or';

/** Skipped arguments are undefined: `f(a,,b)`. */
export type Arguments = readonly (Expression | undefined)[];

export type Expression =
  | { type: 'literal'; at: number; value: Literal }
  | { type: 'name'; at: number; name: string }
  | { type: 'member'; at: number; object: Expression; name: string }
  | { type: 'index'; at: number; object: Expression; index: Expression }
  | { type: 'call'; at: number; name: string; args: Arguments }
  | { type: 'method'; at: number; object: Expression; name: string; args: Arguments }
  | { type: 'unary'; at: number; operator: '-' | '+' | 'not'; operand: Expression }
  | { type: 'binary'; at: number; operator: Binary; left: Expression; right: Expression }
  | { type: 'choice'; at: number; condition: Expression; yes: Expression; no: Expression }
  | { type: 'new'; at: number; name: string; args: Arguments }
  | { type: 'newOf'; at: number; kind: Expression; args: Expression | undefined }
  | { type: 'await'; at: number; operand: Expression };

export type Statement =
  | { type: 'assign'; at: number; target: Expression; value: Expression }
  | { type: 'expression'; at: number; expression: Expression }
  | {
      type: 'if';
      at: number;
      branches: { condition: Expression; body: Statement[] }[];
      otherwise: Statement[];
    }
  | {
      type: 'for';
      at: number;
      variable: Expression;
      from: Expression;
      to: Expression;
      body: Statement[];
    }
  | { type: 'each'; at: number; variable: Expression; of: Expression; body: Statement[] }
  | { type: 'while'; at: number; condition: Expression; body: Statement[] }
  | { type: 'try'; at: number; body: Statement[]; except: Statement[] }
  | { type: 'raise'; at: number; args: Arguments }
  | { type: 'return'; at: number; value: Expression | undefined }
  | { type: 'break' | 'continue'; at: number }
  | { type: 'goto' | 'label'; at: number; name: string }
  | { type: 'execute'; at: number; code: Expression }
  | { type: 'handler'; at: number; adds: boolean; event: Expression; handler: Expression };

export interface Annotation {
  name: string;
  params: { name: string | undefined; value: Literal | Annotation; isAnnotation: boolean }[];
}

export interface Parameter {
  name: string;
  at: number;
  byValue: boolean;
  /** The default, if it has one. */
  optional: { value: Literal } | undefined;
  annotations: Annotation[];
}

export interface Variable {
  name: string;
  at: number;
  exported: boolean;
  annotations: Annotation[];
}

/** What the compiler must know of a body before it writes code. */
interface BodyFacts {
  /** `Execute` or `Eval`, which may use any variable. */
  hasEval: boolean;
  hasGoto: boolean;
}

export interface Method extends BodyFacts {
  name: string;
  at: number;
  end: number;
  isFunction: boolean;
  exported: boolean;
  params: Parameter[];
  locals: Variable[];
  body: Statement[];
  annotations: Annotation[];
}

export interface Module extends BodyFacts {
  uses: { name: string; at: number }[];
  annotations: Annotation[];
  variables: Variable[];
  methods: Method[];
  body: Statement[];
}
