import { InputError } from '../errors.js';
import { type Kind, type Param, type ParamSpec, type Place, param } from '../param.js';
import { readTyped } from './typed.js';

const kind: Kind<string, string> = {
  name: 'text',
  takes: 'text; @path reads a file, @@Name a config variable, - standard input',
  schema: { type: 'string' },
  parse(value, place) {
    if (typeof value !== 'string') throw refuse(value, place, 'text');
    return place.sources ? readTyped(value, place, place.sources) : value;
  },
};

/** A text param. */
export function text<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}

/** The error for a value of the wrong type, in the words of the place it stands in. */
export function refuse(value: unknown, place: Place, takes: string): InputError {
  const got = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  const shown = typeof value === 'string' ? `"${clip(value)}"` : got;
  return new InputError({
    method: place.call.method,
    option: place.name,
    message: place.call.redactor.text(`${place.name} takes ${takes}, not ${shown}`),
  });
}

export function clip(value: string, length = 60): string {
  return value.length > length ? `${value.slice(0, length)}…` : value;
}

export type TextParam = Param<string, string>;
