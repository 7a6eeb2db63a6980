import type { SqlType } from './columns.js';
import type { Stored } from './values.js';

/** A result of a statement. */
export interface Result {
  columns?: { name: string; type: SqlType }[];
  rows?: IterableIterator<Stored[]>;
  /** The number of changed rows. */
  count?: bigint;
  /** What the transaction has become. */
  transaction?: 'begun' | 'committed' | 'rolled back';
}
