import { Readable } from 'node:stream';
import { Call } from '../../src/core/definition/call.js';
import { type Param, type Place, placeOf } from '../../src/core/definition/param.js';
import { InputError } from '../../src/core/errors/errors.js';
import { failure } from './failure.js';

const METHOD = 'test Method';
const OPTION = '--value';

interface Typed {
  /** What standard input holds. */
  stdin?: string | Readable;
  variables?: Readonly<Record<string, string>>;
}

/** Where a value stands that a program passes: nothing in it is looked up. */
export function inProgram(): Place {
  return placeOf(new Call(METHOD, 'read'), 'value');
}

/** Where a value stands that a person typed on a command line. */
export function typed({ stdin, variables = {} }: Typed = {}): Place {
  const sources = {
    variable: (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    stdin() {
      if (stdin === undefined) throw new Error('nobody asked for standard input');
      return typeof stdin === 'string' ? Readable.from([Buffer.from(stdin)]) : stdin;
    },
  };
  return { param: 'value', name: OPTION, call: new Call(METHOD, 'read'), sources };
}

/** Reads a value as a param of this kind does. Always a promise, as in a call. */
export async function read<Out>(
  param: Param<unknown, Out>,
  value: unknown,
  place: Place = typed(),
): Promise<Out> {
  return param.kind.parse(value, place);
}

/** The error that refuses a value: it must name the method and the option. */
export async function refusal(
  param: Param<unknown, unknown>,
  value: unknown,
  place: Place = typed(),
): Promise<InputError> {
  const error = await failure(read(param, value, place), InputError);
  const named = error.param === place.param || error.param?.startsWith(`${place.param}[`);
  if (!named || !error.message.startsWith(`${METHOD}: ${place.name}`)) {
    throw new Error(`the error does not name ${place.name}: ${error.message}`, { cause: error });
  }
  return error;
}
