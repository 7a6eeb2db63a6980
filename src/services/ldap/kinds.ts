import { text } from '../../core/definition/kinds/index.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import {
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../../core/definition/param.js';
import { parseLoose } from '../../core/json/parse-loose.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { dnOf } from './dn.js';
import { type Filter, FilterProblem, parseFilter } from './filter.js';
import { attributeName, filterOf } from './filter-record.js';
import { valueBytes } from './values.js';

const textKind = text('').kind;

/** Text, or JSON in it that stands for the same. */
async function textOrJson(value: unknown, context: ParamContext, json: RegExp): Promise<unknown> {
  if (typeof value !== 'string') return value;
  const found = await textKind.parse(value, context);
  if (!json.test(found)) return found;
  try {
    return parseLoose(found);
  } catch {
    return found;
  }
}

const DN_TAKES =
  "a DN such as cn=Ada,dc=example,dc=com, or its parts: [{'cn':'Doe, Jane'},'dc=example']";

const dnKind: Kind<string | readonly (string | JsonRecord)[], string> = {
  name: 'text',
  takes: DN_TAKES,
  schema: { type: ['string', 'array'] },
  async parse(value, context) {
    const found = await textOrJson(value, context, /^\s*\[/);
    if (typeof found === 'string') return found;
    try {
      const dn = Array.isArray(found) ? dnOf(found) : undefined;
      if (dn !== undefined) return dn;
    } catch (error) {
      throw problem(error, context);
    }
    throw refuse(found, context, DN_TAKES);
  },
};

export function dn<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(dnKind, summary, spec);
}

const FILTER_TAKES =
  "a filter such as (uid=ada), or an object: {'objectClass':'person','cn':{'contains':'Ada ('}}";

const filterKind: Kind<string | JsonRecord, Filter> = {
  name: 'text',
  takes: FILTER_TAKES,
  schema: { type: ['string', 'object'] },
  refusesEmpty: true,
  async parse(value, context) {
    const found = await textOrJson(value, context, /^\s*\{/);
    try {
      if (typeof found === 'string') return parseFilter(found);
      if (isRecord(found)) return filterOf(found);
    } catch (error) {
      throw problem(error, context);
    }
    throw refuse(found, context, FILTER_TAKES);
  },
};

export function filter<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(filterKind, summary, spec);
}

function problem(error: unknown, context: ParamContext): unknown {
  if (!(error instanceof FilterProblem)) return error;
  return inputError(context, `: ${error.message}`, { hint: `It must be ${FILTER_TAKES}.` });
}

/** The values of an attribute: one or several. */
export function valuesOf(value: unknown, context: ParamContext): Buffer[] {
  return [value].flat().map((one, at) => {
    const isFlag = typeof one === 'boolean';
    const bytes = valueBytes(isFlag ? String(one).toUpperCase() : one);
    if (bytes) return bytes;
    const place = Array.isArray(value) ? partContext(context, `[${at}]`) : context;
    throw refuse(one, place, "text, a number, true, false, or bytes ({'BYTES': Base64})");
  });
}

/** The name of an attribute. */
export function nameOf(value: unknown, context: ParamContext): string {
  try {
    if (typeof value === 'string') return attributeName(value);
  } catch (error) {
    throw problem(error, context);
  }
  throw refuse(value, context, 'the name of an attribute');
}
