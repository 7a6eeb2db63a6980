import type { JsonRecord } from '../../core/util/is-record.js';
import type { Answer } from './connection.js';

/** What gives rows of what it has written gives them only where they are asked for. */
const WRITES = /^(INSERT|UPDATE|DELETE|MERGE)$/;

/** The rows of the last statement that gives some. */
export function dataOf(answers: readonly Answer[], force: boolean): JsonRecord[] | undefined {
  const found = answers.findLast(
    ({ givesRows, command }) => givesRows && (force || !WRITES.test(command ?? '')),
  );
  return found?.rows ?? (force ? [] : undefined);
}
