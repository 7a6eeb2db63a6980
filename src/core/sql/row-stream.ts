import type { Streaming } from '../definition/method.js';
import { OneByOne } from '../util/one-by-one.js';

/** Rows as they come out of a database: one by one, and not kept. */
export class RowStream<Row extends object, R> implements Streaming<Row, R> {
  readonly #rows: OneByOne<Row, Row>;
  readonly #result: R;

  /** `result` is what a call without rows would give: rows that have passed are not in it. */
  constructor(batches: AsyncGenerator<readonly Row[]>, result: R) {
    this.#rows = new OneByOne(batches, (row) => row);
    this.#result = result;
  }

  [Symbol.asyncIterator](): AsyncIterator<Row> {
    return this.#rows;
  }

  result(): R {
    return this.#result;
  }
}
