import { NotAllowed } from '../../core/access/not-allowed.js';
import type { Call } from '../../core/definition/call.js';
import type { AnyDatabase } from './busy.js';

/** The most memory that SQLite may use, in bytes. */
const HEAP = 512 * 2 ** 20;

/**
 * Restricts a database to its own file, for a call whose values a model chose. better-sqlite3 has no
 * authorizer, so the text of the SQL is checked as well: see `checkRestricted`.
 */
export async function restrict({ effect }: Call, driver: AnyDatabase): Promise<void> {
  // Functions in triggers, views and defaults of a database from elsewhere are not run if they
  // have effects outside of it.
  await driver.pragma('trusted_schema = OFF');
  if (effect === 'read') await driver.pragma('query_only = ON');
  // Values and temporary data of a query cannot fill the machine's memory or disk.
  await driver.pragma('temp_store = MEMORY');
  await driver.pragma(`hard_heap_limit = ${HEAP}`);
}

/**
 * Strings, quoted names and comments as SQLite's tokenizer ends them. Without its end, one has the
 * rest of the text: SQLite refuses it, or for a comment ignores it.
 */
const QUOTED =
  /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

/** SQLite's placeholder `$name(…)`, which could contain a quote that starts no string. */
const PLACEHOLDER = /[$@:#][\w$@:#\u0080-\uffff]*(\(?)/g;

/** Words that reach other files: unquoted, and never part of a longer name. */
const OTHER_FILES = /(?<![\w$])(attach|detach|vacuum|load_extension)(?![\w$])/i;

const PRAGMA = /(?<![\w$])pragma(?![\w$])(?:\s+(?:\w+\s*\.\s*)?(\w+)(\s*=)?)?/gi;

/** Those that only describe the database. */
const PRAGMAS = new Set([
  ...['table_info', 'table_xinfo', 'table_list', 'index_list', 'index_info', 'index_xinfo'],
  ...['foreign_key_list', 'foreign_key_check', 'database_list', 'collation_list'],
  ...['function_list', 'module_list', 'pragma_list', 'compile_options', 'integrity_check'],
  ...['quick_check', 'schema_version', 'user_version', 'application_id', 'encoding'],
  ...['page_count', 'page_size', 'freelist_count'],
]);

/**
 * Checks SQL that a model wrote. Refuses more than it must, such as an unquoted column named
 * `attach`, because a wrong guess in the other direction would open a file.
 *
 * @throws {NotAllowed} It could reach another file, or change the settings that prevent that.
 */
export function checkRestricted(call: Call, sql: string): void {
  if (call.access.trusted) return;
  const refused = (what: string, hint?: string) => {
    throw new NotAllowed(`${call.label('sql')}: ${what} is not allowed`, hint);
  };
  if (sql.includes('\0')) refused('a NUL character');
  const hasOdd = [...sql.matchAll(PLACEHOLDER)].some(([, open]) => open);
  if (hasOdd) refused('a placeholder with parentheses');
  const plain = sql.replace(QUOTED, ' ');
  const word = OTHER_FILES.exec(plain)?.[1];
  if (word) refused(word.toUpperCase(), `If ${word} is a name, put it in double quotes.`);
  for (const [, name = '', sets] of plain.matchAll(PRAGMA)) {
    if (sets || !PRAGMAS.has(name.toLowerCase())) refused(`PRAGMA ${name}`.trim());
  }
}
