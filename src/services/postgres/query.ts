import type { JsonRecord } from '../../core/util/is-record.js';
import type { Answer } from './connection.js';

/** Commands whose rows are returned only with `force`. */
const WRITES = /^(INSERT|UPDATE|DELETE|MERGE)$/;

/** The rows of the last statement that returns rows. */
export function dataOf(answers: readonly Answer[], force: boolean): JsonRecord[] | undefined {
  const found = answers.findLast(
    ({ givesRows, command }) => givesRows && (force || !WRITES.test(command ?? '')),
  );
  return found?.rows ?? (force ? [] : undefined);
}
