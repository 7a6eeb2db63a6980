import type { Call } from '../../core/definition/call.js';
import { type Answer, lastRows } from '../../core/sql/answers.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type On, onConnection, rowsOn } from './target.js';

/** Comments and opening parentheses before the first word. */
const BEFORE = /^(?:\s+|\(|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*/;

/** True for a statement whose rows are returned only with `force`: those of OUTPUT. */
export function isWrite(sql: string): boolean {
  return /^(INSERT|UPDATE|DELETE|MERGE)\b/i.test(sql.slice(BEFORE.exec(sql)![0].length));
}

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
): AsyncGenerator<readonly JsonRecord[], void> {
  if (mayHaveSeveralResults(sql)) {
    const found = await onConnection(call, on, async (session) =>
      dataOf(await session.query(sql, values), sql, force),
    );
    if (found && found.length > 0) yield found;
    return;
  }
  yield* rowsOn(call, on, sql, values);
}

/** A semicolon in the middle, also inside a text, or a procedure. A wrong guess only buffers rows. */
function mayHaveSeveralResults(sql: string): boolean {
  return /;\s*\S/.test(sql) || /\bEXEC(UTE)?\b/i.test(sql);
}
