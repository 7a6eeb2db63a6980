import { type Kind, type ParamSpec, param } from '../param.js';
import { refuse } from './refuse.js';
import { readTyped } from './typed.js';

const kind: Kind<string, string> = {
  name: 'text',
  takes: 'text; @path reads a file, @@Name a config variable, - standard input',
  schema: { type: 'string' },
  parse(value, context) {
    if (typeof value !== 'string') throw refuse(value, context, 'a string');
    return context.sources ? readTyped(value, context, context.sources) : value;
  },
};

const textOrNumberKind: Kind<string | number, string> = {
  ...kind,
  schema: { type: ['string', 'number'] },
  parse: (value, context) =>
    kind.parse(
      typeof value === 'number' || typeof value === 'bigint' ? String(value) : value,
      context,
    ),
};

/** A text param that programs often pass as a number: an ID. */
export function textOrNumber<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(textOrNumberKind, summary, spec);
}

/** A text param. */
export function text<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}
