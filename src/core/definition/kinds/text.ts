import { JsonNumber } from '../../json/number.js';
import { type Kind, type ParamSpec, param } from '../param.js';
import { inputError, refuse } from './refuse.js';
import { readTyped, unescapeControl } from './typed.js';

const kind: Kind<string, string> = {
  name: 'text',
  takes: 'text; @path reads a file, @@Name a config variable, - standard input',
  schema: { type: 'string' },
  parse(value, context) {
    if (typeof value !== 'string') throw refuse(value, context, 'a string');
    return context.sources ? readTyped(value, context, context.sources) : value;
  },
};

/** Text in which a backslash is a backslash: a command for a shell, an expression. */
const verbatimKind: Kind<string, string> = {
  ...kind,
  parse(value, context) {
    if (typeof value !== 'string') throw refuse(value, context, 'a string');
    return context.sources ? readTyped(value, context, context.sources, (typed) => typed) : value;
  },
};

/** A param of such a text. `@path`, `@@Name` and `-` still have their meaning. */
export function verbatim<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(verbatimKind, summary, spec);
}

/** SQL: inside its quotes a backslash is data, outside of them it means nothing to a database. */
const sqlKind: Kind<string, string> = {
  ...kind,
  parse(value, context) {
    if (typeof value !== 'string') throw refuse(value, context, 'a string');
    return context.sources ? readTyped(value, context, context.sources, unescapeOutside) : value;
  },
};

/** Strings, quoted names and dollar-quoted text of any SQL; comments, where quotes have no meaning. */
const SQL_PARTS =
  /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`[^`]*`?|(\$\w*\$)[\s\S]*?(?:\1|$)|--(?:(?!\\[nr])[^\n])*|\/\*[\s\S]*?(?:\*\/|$)/g;

function unescapeOutside(value: string): string {
  let found = '';
  let done = 0;
  for (const match of value.matchAll(SQL_PARTS)) {
    const [part] = match;
    found += unescapeControl(value.slice(done, match.index));
    found += /^[-/]/.test(part) ? unescapeControl(part) : part;
    done = match.index + part.length;
  }
  return found + unescapeControl(value.slice(done));
}

/** A param with SQL. */
export function sql<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(sqlKind, summary, spec);
}

const textOrNumberKind: Kind<string | number, string> = {
  ...kind,
  schema: { type: ['string', 'number'] },
  parse(value, context) {
    const isNumber =
      typeof value === 'number' || typeof value === 'bigint' || value instanceof JsonNumber;
    return kind.parse(isNumber ? String(value) : value, context);
  },
};

/** A text param that programs often pass as a number: an ID. */
export function textOrNumber<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(textOrNumberKind, summary, spec);
}

const narrowingKind: Kind<string, string> = {
  ...kind,
  refusesEmpty: true,
  parse(value, context) {
    if (value === '') {
      throw inputError(context, ' is empty', { hint: 'Leave it out to mean all.' });
    }
    return kind.parse(value, context);
  },
};

/**
 * A text param that limits a change to one thing: without it, all are meant. An empty value is
 * refused: it is what an unset variable leaves.
 */
export function narrowing<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(narrowingKind, summary, spec);
}

/** A text param. */
export function text<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}
