import { didYouMean } from '../../util/did-you-mean.js';
import { isRecord, type JsonRecord } from '../../util/is-record.js';
import { type Kind, type ParamContext, type ParamSpec, param, partContext } from '../param.js';
import { type ListOf, recordKind, rows } from './json.js';
import { clip, inputError } from './refuse.js';

/** The fields that a service defines: their names, or their template. */
type Known = readonly string[] | JsonRecord;

type NameIn<K extends Known> = K extends readonly (infer Name extends string)[] ? Name : keyof K;

/**
 * A record that the package defines, as a program passes it: fields may be left out, and numbers and
 * words may be any text, as TypeScript infers for a variable.
 */
export type Given<R> = { readonly [Field in keyof R]?: OrText<R[Field]> | undefined };

// `string & {}` keeps the words of a union for the editor.
type OrText<Value> = Value extends number
  ? Value | string
  : Value extends string
    ? string extends Value
      ? Value
      : Value | (string & {})
    : Value;

/** A record with any of the fields, as a program passes it. */
export type Fields<Name extends PropertyKey> = { readonly [Key in Name]?: unknown };

/**
 * A record param whose fields the service defines: their names, or their template, whose inner records
 * are checked too. Another field is a typing error: the service would ignore it without a word.
 */
export function knownFields<const K extends Known, const S extends ParamSpec>(
  known: K,
  summary: string,
  spec: S = {} as S,
) {
  const kind: Kind<Fields<NameIn<K>> | string, JsonRecord> = {
    ...(recordKind as Kind<never, JsonRecord>),
    async parse(value, context) {
      const found = await recordKind.parse(value, context);
      check(found, known, context);
      return found;
    },
  };
  return param(kind, summary, spec);
}

/** The items of a list of such records, which may also be the rows of a file. */
export function knownRecords<const K extends Known>(
  known: K,
): ListOf<Fields<NameIn<K>>, JsonRecord> {
  return {
    ...(rows as ListOf<never, JsonRecord>),
    item(value, refuse, here) {
      const found = rows.item(value, refuse, here);
      check(found, known, here());
      return found;
    },
  };
}

function check(found: JsonRecord, known: Known, context: ParamContext): void {
  const names = isNames(known) ? known : Object.keys(known);
  for (const [field, value] of Object.entries(found)) {
    if (!names.includes(field)) throw unknownField(field, names, context);
    if (!isNames(known)) checkInner(value, known[field], partContext(context, `.${field}`));
  }
}

/** The template of an array has one element. */
function checkInner(value: unknown, template: unknown, context: ParamContext): void {
  if (isRecord(template)) {
    if (isRecord(value)) check(value, template, context);
  } else if (Array.isArray(template) && Array.isArray(value)) {
    value.forEach((item, at) => {
      checkInner(item, template[0], partContext(context, `[${at}]`));
    });
  }
}

function isNames(known: Known): known is readonly string[] {
  return Array.isArray(known);
}

function unknownField(field: string, known: readonly string[], context: ParamContext) {
  const hint = didYouMean(field, known) ?? `Fields: ${known.join(', ')}.`;
  const shown = clip(context.redactor.text(field));
  return inputError(context, `: unknown field "${shown}"`, { hint });
}
