import type { Call } from '../../core/definition/call.js';
import { ServiceError } from '../../core/errors/errors.js';
import { isSqliteError } from '../../core/sqlite/driver.js';

/** What an error of SQLite is about. */
interface About {
  /** The database's path; empty if it is in memory. */
  path: string;
  sql?: string;
}

/** Converts an error of SQLite to one of ours; returns other errors unchanged. */
export function serviceError(call: Call, error: unknown, { path, sql }: About): unknown {
  if (!isSqliteError(error)) return error;
  const { code, message } = error;
  const what = code === 'SQLITE_NOTADB' ? `${path} is not a SQLite database` : message;
  return new ServiceError({
    message: call.redactor.text(what),
    reason: code,
    hint: hintFor(code, message, { path, sql }),
    details: detailsOf(message, sql),
    busy: /^SQLITE_(BUSY|LOCKED)/.test(code),
    cause: error,
  });
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /^SQLITE_(BUSY|LOCKED)/,
    'Another connection is writing and did not finish within 5 s. Try again, or end that process.',
  ],
  [/^SQLITE_NOTADB/, 'Check the path. Encrypted databases are not supported.'],
  [/^SQLITE_READONLY/, 'Check write permission on the file and its folder.'],
  [/^SQLITE_FULL/, 'Free some disk space.'],
  [/^SQLITE_CORRUPT/, 'The file is damaged. Restore it from a backup.'],
  [/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/, 'To update existing rows, use EnsureRecords.'],
  [
    /ON CONFLICT clause does not match/,
    'The fields in unique must be the PRIMARY KEY of the table or have a UNIQUE constraint.',
  ],
];

function hintFor(code: string, message: string, { path, sql }: About): string | undefined {
  const [, text] =
    /^no such column: "?(.*?)"? - should this be a string literal/.exec(message) ?? [];
  if (text !== undefined) {
    const own = sql?.includes(`"${text}"`);
    if (own) return 'Put a string in single quotes; double quotes are for names.';
    const where = 'It is in the stored text of a trigger, a view or an index, not in this query.';
    return `${where} Create that again with the string in single quotes.`;
  }
  if (/no such table/.test(message) && path === '') {
    return 'Without db, the database is empty and in memory. Pass the path of its file as db.';
  }
  return HINTS.find(([pattern]) => pattern.test(code) || pattern.test(message))?.[1];
}

/** The parts of the message: the constraint's table and columns, the position in the SQL. */
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

/** The offset of this text in the SQL, if it is there only once. */
function offsetOf(near: string, sql: string | undefined): { offset?: number } {
  const offset = sql?.indexOf(near) ?? -1;
  return offset >= 0 && sql!.indexOf(near, offset + 1) < 0 ? { offset } : {};
}
