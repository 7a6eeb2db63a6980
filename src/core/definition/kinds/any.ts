import { type Kind, type ParamSpec, param } from '../param.js';

const kind: Kind<unknown, unknown> = {
  name: 'any',
  takes: 'anything',
  schema: {},
  parse: (value) => value,
};

/** A param that accepts any value. */
export function any<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}
