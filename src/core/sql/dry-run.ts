import type { Call } from '../definition/call.js';
import { writeJson } from '../json/write.js';
import type { RowSource } from '../rows/row-source.js';
import { cut } from '../util/cut.js';
import type { Dialect, Statement } from './dialect.js';
import { batches, type Row } from './statements.js';
import { isPending } from './values.js';

/** A statement in readable form: its text, followed by the values to bind. */
export function shownStatement({ sql, values }: Statement): string {
  const bound = values.map((value, index) => `--   ${index + 1}: ${shownValue(value)}`);
  return [`${sql};`, ...(bound.length > 0 ? ['-- with the values', ...bound] : [])].join('\n');
}

export function shownStatements(
  dialect: Dialect,
  statements: readonly Statement[],
  transaction = false,
): string {
  return inTransaction(dialect, statements.map(shownStatement), transaction);
}

function inTransaction(
  { begin = 'BEGIN' }: Dialect,
  shown: readonly string[],
  transaction: boolean,
): string {
  return (transaction ? [`${begin};`, ...shown, 'COMMIT;'] : shown).join('\n');
}

/** The statements for rows: the first of each kind, and how many follow it. */
export async function shownRows(
  call: Call,
  dialect: Dialect,
  rows: RowSource<Row>,
  write: (rows: readonly Row[]) => Statement,
  transaction: boolean,
  /** What comes before them, as it is shown. */
  before?: string,
): Promise<string> {
  const kinds = new Map<readonly string[], { first: Row; count: number }>();
  for await (const some of rows.batches(call)) {
    for (const { rows: batch } of batches(dialect, some)) {
      const [first] = batch;
      const found = kinds.get(first!.columns);
      if (found) found.count += batch.length;
      else kinds.set(first!.columns, { first: first!, count: batch.length });
    }
  }
  const shown = [...kinds.values()].map(({ first, count }) => {
    const more = count > 1 ? `\n-- and ${count - 1} more row${count > 2 ? 's' : ''} like it` : '';
    return `${shownStatement(write([first]))}${more}`;
  });
  const isOutside = before !== undefined && dialect.altersAtOnce;
  const inside = before !== undefined && !isOutside ? [before, ...shown] : shown;
  const all = inTransaction(dialect, inside, transaction);
  return isOutside ? `${before}\n${all}` : all;
}

/** A value in SQL syntax, clipped: an image must not fill the screen. */
function shownValue(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (isPending(value)) return shownValue(value.shown);
  const text = typeof value === 'string' ? value : writeJson(value);
  const clipped = text.length > 200 ? `${cut(text, 200)}…` : text;
  // On one line: after a line break, the rest would no longer be a comment.
  return `'${clipped.replaceAll("'", "''").replace(/[\r\n]/g, ' ')}'`;
}
