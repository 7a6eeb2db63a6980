import { type Encoding, encodingOf } from '../../files/encoding.js';
import { type Kind, type ParamSpec, param } from '../param.js';
import { inputError } from './refuse.js';
import { text } from './text.js';

const TAKES = 'an encoding such as UTF-8, UTF-16LE, windows-1251, koi8-r or iso-8859-1';

const kind: Kind<string, Encoding> = {
  ...text('').kind,
  takes: TAKES,
  parse(value, context) {
    const found = typeof value === 'string' ? encodingOf(value) : undefined;
    if (found) return found;
    throw inputError(context, ` must be ${TAKES}`);
  },
};

/** A param with the name of an encoding, as web browsers know them. */
export function encoding<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}
