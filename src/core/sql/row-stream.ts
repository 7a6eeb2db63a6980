import type { Streaming } from '../definition/method.js';
import { OneByOne } from '../util/one-by-one.js';

/** Rows as they arrive from a database: one by one, without storing them. */
export class RowStream<Row extends object, R> implements Streaming<Row, R> {
  readonly #batches: AsyncGenerator<readonly Row[]>;
  readonly #rows: OneByOne<Row, Row>;
  readonly #result: R;

  /** `result` is the result without rows: rows that were read are not in it. */
  constructor(batches: AsyncGenerator<readonly Row[]>, result: R) {
    this.#batches = batches;
    this.#rows = new OneByOne(batches, (row) => row);
    this.#result = result;
  }

  [Symbol.asyncIterator](): AsyncIterator<Row> {
    return this.#rows;
  }

  /** The same rows in batches, for a reader of millions of them. */
  batches(): AsyncIterable<readonly Row[]> {
    return this.#batches;
  }

  result(): R {
    return this.#result;
  }
}
