import { JsonNumber } from '../../core/json/number.js';
import { writeJson } from '../../core/json/write.js';
import { isPending, JsonValue, type PendingValue } from '../../core/sql/values.js';
import { arrayText, jsonArrayText } from './array-text.js';

/**
 * Values whose text depends on the type of their column or parameter, which the server tells before
 * they are sent. In a JSON column every value is the JSON value itself: the text "1" is a string
 * there, and the object {"INT": 5} no integer.
 */

/** What must be known of a type to write a value for it; of an array, the type of its elements. */
export interface TypeTraits {
  isArray: boolean;
  isInteger: boolean;
  isJson: boolean;
}

export const PLAIN: TypeTraits = { isArray: false, isInteger: false, isJson: false };

/** The types of the server itself that most values have, by their OIDs. */
export const BUILT_IN: ReadonlyMap<number, TypeTraits> = new Map([
  ...[16, 17, 18, 19, 25, 142, 700, 701, 705, 869, 1042, 1043, 1082, 1083, 1114, 1184, 1186].map(
    (oid) => [oid, PLAIN] as const,
  ),
  ...[1266, 1700, 2950].map((oid) => [oid, PLAIN] as const),
  ...[20, 21, 23, 26].map((oid) => [oid, { ...PLAIN, isInteger: true }] as const),
  ...[114, 3802].map((oid) => [oid, { ...PLAIN, isJson: true }] as const),
]);

/** A list: an array is written `{1,2}`, JSON is written `[1,2]`. */
export class ListValue implements PendingValue {
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.items = items;
  }

  get shown(): readonly unknown[] {
    return this.items;
  }
}

/** A value with its type, such as `{'INT': 5}`; in a JSON column it is that object. */
export class TypedValue implements PendingValue {
  readonly #given: object;
  readonly #value: unknown;

  constructor(given: object, value: unknown) {
    this.#given = given;
    this.#value = value;
  }

  get shown(): unknown {
    return this.#value;
  }

  forType(traits: TypeTraits): unknown {
    return traits.isJson && !traits.isArray ? writeJson(this.#given) : forType(this.#value, traits);
  }
}

/** True for a value that cannot be written before its type is known. */
export function needsType(value: unknown): boolean {
  return typeof value === 'string' || value instanceof JsonNumber || isPending(value);
}

/** A value as the driver binds it to a parameter of this type. */
export function forType(value: unknown, traits: TypeTraits): unknown {
  const { isArray, isInteger, isJson } = traits;
  if (typeof value === 'string') return isJson && !isArray ? JSON.stringify(value) : value;
  if (value instanceof JsonNumber) return numberText(value, isInteger);
  if (value instanceof JsonValue) return value.text;
  if (value instanceof TypedValue) return value.forType(traits);
  if (!(value instanceof ListValue)) return value;
  if (!isArray) return writeJson(value.items);
  return isJson ? jsonArrayText(value.items) : arrayText(value.items, isInteger);
}

/** The digits as they were written; only an integer has no fraction (`1.0`). */
function numberText({ text }: JsonNumber, isInteger: boolean): string {
  return isInteger ? text.replace(/^(-?\d+)\.0+$/, '$1') : text;
}
