import { lastRows } from '../../core/sql/answers.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import type { Answer } from './connection.js';

/** Commands whose rows are returned only with `force`. */
const WRITES = /^(INSERT|UPDATE|DELETE|MERGE)$/;

/** The rows of the last statement that returns rows. */
export function dataOf(answers: readonly Answer[], force: boolean): JsonRecord[] | undefined {
  return lastRows(answers, force, ({ command }) => WRITES.test(command ?? ''));
}
