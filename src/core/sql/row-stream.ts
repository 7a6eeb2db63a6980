import type { Streaming } from '../definition/method.js';
import { OneByOne } from '../util/one-by-one.js';

/** Rows as they arrive from a database: one by one, without storing them. */
export class RowStream<Row extends object, R> implements Streaming<Row, R> {
  readonly #rows: OneByOne<Row, Row>;
  readonly #result: R;

  /** `result` is the result without rows: rows that were read are not in it. */
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
