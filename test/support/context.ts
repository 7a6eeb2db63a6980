import { Readable } from 'node:stream';
import { Call } from '../../src/core/definition/call.js';
import { callContext, type Param, type ParamContext } from '../../src/core/definition/param.js';
import { InputError } from '../../src/core/errors/errors.js';
import { failure } from './failure.js';

const METHOD = 'test Method';
const OPTION = '--value';

interface Typed {
  /** The contents of standard input. */
  stdin?: string | Readable;
  variables?: Readonly<Record<string, string>>;
}

/** The context of a value from a program: nothing in it is looked up. */
export function inProgram(): ParamContext {
  return callContext(new Call(METHOD, 'read'), 'value');
}

/** The context of a value typed on the command line. */
export function typed({ stdin, variables = {} }: Typed = {}): ParamContext {
  const sources = {
    variable: (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    stdin() {
      if (stdin === undefined) throw new Error('unexpected use of standard input');
      return typeof stdin === 'string' ? Readable.from([Buffer.from(stdin)]) : stdin;
    },
  };
  return { ...inProgram(), name: OPTION, sources };
}

/** Parses a value like a param of this kind. Always returns a promise, as in a call. */
export async function read<Out>(
  param: Param<unknown, Out>,
  value: unknown,
  context: ParamContext = typed(),
): Promise<Out> {
  return param.kind.parse(value, context);
}

/** The error for a refused value: it must name the method and the option. */
export async function refusal(
  param: Param<unknown, unknown>,
  value: unknown,
  context: ParamContext = typed(),
): Promise<InputError> {
  const error = await failure(read(param, value, context), InputError);
  const named = error.param === context.param || error.param?.startsWith(`${context.param}[`);
  if (!named || !error.message.startsWith(`${METHOD}: ${context.name}`)) {
    throw new Error(`the error does not name ${context.name}: ${error.message}`, { cause: error });
  }
  return error;
}
