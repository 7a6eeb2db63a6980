import type { Call } from '../../core/definition/call.js';
import { ServiceError } from '../../core/errors/errors.js';
import { isSqliteError } from '../../core/sqlite/driver.js';

/** What SQLite refused, with what it says about the place. */
interface About {
  /** The database's path; empty where it is in memory. */
  path: string;
  sql?: string;
}

/** An error of SQLite as one of ours; any other error is itself. */
export function serviceError(call: Call, error: unknown, { path, sql }: About): unknown {
  if (!isSqliteError(error)) return error;
  const { code, message } = error;
  const what = code === 'SQLITE_NOTADB' ? `${path} is no SQLite database` : message;
  return new ServiceError({
    message: call.redactor.text(what),
    reason: code,
    hint: hintFor(code, message, path),
    details: detailsOf(message, sql),
    cause: error,
  });
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /^SQLITE_(BUSY|LOCKED)/,
    'Another connection is writing and did not finish in 5 seconds: try again, or end what holds it.',
  ],
  [/^SQLITE_NOTADB/, 'Is it the right file? An encrypted database cannot be read either.'],
  [/^SQLITE_READONLY/, 'The file, or the folder that it is in, cannot be written.'],
  [/^SQLITE_FULL/, 'The disk is full.'],
  [/^SQLITE_CORRUPT/, 'The file is damaged: restore it from a copy.'],
  [
    /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/,
    'There is such a row already: EnsureRecords updates it instead.',
  ],
  [
    /ON CONFLICT clause does not match/,
    'The fields of unique must be the PRIMARY KEY of the table, or together be UNIQUE.',
  ],
];

function hintFor(code: string, message: string, path: string): string | undefined {
  if (/no such table/.test(message) && path === '') {
    return 'No database was named, so this one is empty and in memory: name its file as db.';
  }
  return HINTS.find(([pattern]) => pattern.test(code) || pattern.test(message))?.[1];
}

/** What the message names, taken apart: the constraint's table and columns, the place in the SQL. */
function detailsOf(message: string, sql: string | undefined): Record<string, unknown> {
  const near = /^near "([\s\S]*)": /.exec(message)?.[1];
  if (near !== undefined) return { near, ...offsetOf(near, sql) };
  const [, constraint, on = ''] =
    /^(UNIQUE|NOT NULL|CHECK|FOREIGN KEY|PRIMARY KEY) constraint failed(?:: (.*))?$/s.exec(
      message,
    ) ?? [];
  if (!constraint) return {};
  if (constraint === 'CHECK') return { constraint, check: on };
  const columns = on.split(', ').filter(Boolean);
  const [table] = columns[0]?.split('.') ?? [];
  return {
    constraint,
    ...(table && { table, columns: columns.map((c) => c.slice(table.length + 1)) }),
  };
}

/** Where the text in question stands, if it stands there only once. */
function offsetOf(near: string, sql: string | undefined): { offset?: number } {
  const offset = sql?.indexOf(near) ?? -1;
  return offset >= 0 && sql!.indexOf(near, offset + 1) < 0 ? { offset } : {};
}
