import { isRecord } from '../util/is-record.js';
import { flag } from './kinds/index.js';
import { type Method, method } from './method.js';
import type { Input } from './param.js';

/**
 * The template of a field: a description, a sample value other than a string, nested fields, or an
 * array with one sample element.
 */
type Field = string | number | boolean | null | Fields | readonly Field[];
export type Fields = { readonly [name: string]: Field };

/** The template with such fields. */
export type Template<F> = F extends string
  ? string
  : F extends readonly (infer Item)[]
    ? Template<Item>[]
    : F extends Fields
      ? { [Name in keyof F]: Template<F[Name]> }
      : F extends number
        ? number | ''
        : F extends boolean
          ? boolean | ''
          : F | '';

/** The param of templates that are methods of their own. */
export const empty = flag('Empty values instead of descriptions', {
  default: false,
});
const asMap = flag('Accepted for compatibility: the result is the same', {
  option: 'map',
  default: false,
});

const plainParams = { empty };
const mapParams = { empty, asMap };

/**
 * Creates a method that returns a template of fields, such as GetOrderStructure: each with its
 * description or, with `--empty`, an empty value to fill in. `fields` may be a function if the
 * template must be computed.
 */
export function structure<const F extends Fields>(
  service: string,
  name: string,
  fields: F,
  options: { asMap: true },
): Method<Input<typeof mapParams>, Template<F>>;
export function structure<const F extends Fields>(
  service: string,
  name: string,
  fields: F,
): Method<Input<typeof plainParams>, Template<F>>;
export function structure<R>(
  service: string,
  name: string,
  fields: (empty: boolean) => R,
): Method<Input<typeof plainParams>, R>;
export function structure(
  service: string,
  name: string,
  fields: Fields | ((empty: boolean) => unknown),
  options?: { asMap: true },
) {
  const params: typeof plainParams = options?.asMap ? mapParams : plainParams;
  return method(service, name, {
    effect: 'read',
    offline: true,
    params,
    run: ({ empty }) => (typeof fields === 'function' ? fields(empty) : filled(fields, empty)),
  });
}

/**
 * A template with a description for each field, or with empty values: objects and arrays keep their
 * shape.
 */
export function filled(field: Field, empty: boolean): unknown {
  if (Array.isArray(field)) return field.map((item) => filled(item, empty));
  if (isRecord(field)) {
    return Object.fromEntries(
      Object.entries(field).map(([name, value]) => [name, filled(value as Field, empty)]),
    );
  }
  if (empty) return '';
  return typeof field === 'string' ? `<${field}>` : field;
}
