import { type Kind, type ParamSpec, param } from '../param.js';
import { refuse } from './refuse.js';
import { readReference } from './typed.js';

/**
 * A path is used as typed: `C:\new` contains no line feed, and a file may be called `-`. Only
 * `@@Name` is looked up.
 */
export function pathKind(takes: string): Kind<string, string> {
  return {
    name: 'text',
    takes,
    schema: { type: 'string' },
    parse(value, place) {
      if (typeof value !== 'string') throw refuse(value, place, takes);
      if (value.includes('\0')) throw refuse(value, place, 'a path without NUL characters');
      const { sources } = place;
      const referred = sources && value.startsWith('@@') && readReference(value, place, sources);
      return referred || value;
    },
  };
}

/** A param with the path of a file or folder. */
export function path<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(pathKind('a path'), summary, spec);
}
