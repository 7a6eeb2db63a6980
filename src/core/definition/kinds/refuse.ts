import { InputError } from '../../errors/errors.js';
import { cut } from '../../util/cut.js';
import type { ParamContext } from '../param.js';

/** The error for an invalid value. `what` follows the caller's name for it: `: it is a folder`. */
export function inputError(
  { method, param, name }: ParamContext,
  what: string,
  more: { hint?: string | undefined; cause?: unknown } = {},
): InputError {
  return new InputError({ method, param, message: `${name}${what}`, ...more });
}

/** The error for a value of the wrong type. */
export function refuse(value: unknown, context: ParamContext, takes: string): InputError {
  // Masked before it is clipped: no mask finds half a secret.
  const shown =
    typeof value === 'string' ? `"${clip(context.redactor.text(value))}"` : describe(value);
  return inputError(context, ` must be ${takes}, not ${shown}`);
}

/** The type of a value, for messages: `an array`, `a Map`, `NaN`. */
function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return 'an array';
  const type = typeof value;
  const word = type === 'object' ? className(value) : type;
  return `${/^[aeio]/i.test(word) ? 'an' : 'a'} ${word}`;
}

function className(value: unknown): string {
  const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return name === 'Object' ? 'object' : name;
}

export function clip(value: string, length = 60): string {
  return value.length > length ? `${cut(value, length)}…` : value;
}
