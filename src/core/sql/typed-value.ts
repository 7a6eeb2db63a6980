import type { PendingValue } from './values.js';

/** A value with its type, such as `{'INT': 5}`; in a JSON column of MySQL it is that object. */
export class TypedValue implements PendingValue {
  readonly given: object;
  readonly value: unknown;

  constructor(given: object, value: unknown) {
    this.given = given;
    this.value = value;
  }

  get shown(): unknown {
    return this.value;
  }
}
