import { JsonNumber } from '../../core/json/number.js';
import { writeJson } from '../../core/json/write.js';
import type { WireCalls } from './driver.js';
import { ListValue, numberText } from './to-server.js';

/** True for a value whose text depends on the type of its parameter. */
export function needsType(value: unknown): boolean {
  return value instanceof ListValue || value instanceof JsonNumber;
}

/** What must be known of a type to write a value for it. */
export interface TypeTraits {
  isArray: boolean;
  isInteger: boolean;
}

/** The columns of `TypeTraits`, for a query of pg_type with the alias `t`. */
export const TRAITS = `typcategory = 'A' AS is_array,
  coalesce(nullif(typbasetype, 0), t.oid) IN (20, 21, 23, 26) AS is_integer`;

/** A value in the form its type needs: a list as an array or as JSON, 1.0 for an integer as 1. */
export function forType(value: unknown, { isArray, isInteger }: TypeTraits): unknown {
  if (value instanceof ListValue) return isArray ? value.toPostgres() : writeJson(value.items);
  if (value instanceof JsonNumber) return numberText(value, isInteger);
  return value;
}

/** Asks the server for the types of a statement's parameters, in the driver's form for queries. */
export class ParameterTypes {
  /** Their OIDs. */
  readonly oids: Promise<readonly number[]>;
  readonly #sql: string;
  #found: readonly number[] = [];
  #resolve!: (oids: readonly number[]) => void;
  #reject!: (error: unknown) => void;
  #forget = () => {};

  constructor(sql: string) {
    this.#sql = sql;
    this.oids = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(given: unknown): void {
    const wire = given as WireCalls;
    const found = ({ dataTypeIDs }: { dataTypeIDs: readonly number[] }) => {
      this.#found = dataTypeIDs;
    };
    wire.once('parameterDescription', found);
    this.#forget = () => wire.off('parameterDescription', found);
    wire.parse({ name: '', text: this.#sql, types: [] }, true);
    wire.describe({ type: 'S', name: '' }, true);
    wire.sync();
  }

  handleRowDescription(): void {}

  handleError(error: unknown): void {
    this.#forget();
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.#forget();
    this.#resolve(this.#found);
  }
}
