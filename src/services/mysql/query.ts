import type { Call } from '../../core/definition/call.js';
import type { Bytes } from '../../core/files/bytes.js';
import { type Answer, lastRows } from '../../core/sql/answers.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { isWrite } from './query-text.js';
import { type On, onConnection, rowsOn } from './target.js';

/** The rows of the last statement that returns rows. */
export function dataOf(
  answers: readonly Answer[],
  sql: string,
  force: boolean,
): JsonRecord[] | undefined {
  return lastRows(answers, force, () => isWrite(sql));
}

interface Query {
  sql: string;
  values: readonly unknown[];
  force: boolean;
}

/** The rows of a query as they arrive. Those of several statements come at once. */
export async function* rowsOfQuery(
  call: Call,
  on: On,
  { sql, values, force }: Query,
  localFile: Bytes | undefined,
): AsyncGenerator<readonly JsonRecord[], void> {
  if (values.length === 0 && (localFile || mayHaveSeveralResults(sql))) {
    const found = await onConnection(call, on, async (session) =>
      dataOf(await session.query(sql, values, localFile), sql, force),
    );
    if (found && found.length > 0) yield found;
    return;
  }
  yield* rowsOn(call, on, sql, values);
}

/** A semicolon in the middle, also inside a text, or a procedure. A wrong guess only buffers rows. */
function mayHaveSeveralResults(sql: string): boolean {
  return /;\s*\S/.test(sql) || /\bCALL\b/i.test(sql);
}
