import { sql } from '../../core/definition/kinds/index.js';
import { fetchText, readTextFile } from '../../core/definition/kinds/typed.js';
import { type Kind, param } from '../../core/definition/param.js';

const plain = sql('').kind;

/** SQL as text. A typed value can also be the name of a .sql file or a URL, as in the reference. */
const sqlKind: Kind<string, string> = {
  ...plain,
  takes: 'SQL; or @path, the path of a .sql file or a URL to read it from',
  parse(value, context) {
    const typed = context.sources && typeof value === 'string' ? value.trim() : '';
    if (/^https?:\/\/\S+$/i.test(typed)) {
      return fetchText(typed, context);
    }
    // A statement is never a single word.
    if (/^[^@-]\S*\.sql$/i.test(typed)) return readTextFile(typed, context);
    return plain.parse(value, context);
  },
};

export const sqlText = param(sqlKind, 'SQL query, or path of a .sql file', {
  example: 'SELECT * FROM users',
});

/**
 * Comments, strings and quoted names, in which a semicolon ends nothing. `E'…'` has backslashes, and
 * comments may be nested, which only matters for where they end.
 */
const QUOTED =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'?|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|(\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)[\s\S]*?(?:\1|$)/gu;

/** True if more text follows a semicolon. A wrong guess only means that rows do not stream. */
export function hasSeveralStatements(sql: string): boolean {
  return /;\s*[^\s;]/.test(sql.replace(QUOTED, (text) => (/^(?:--|\/\*)/.test(text) ? ' ' : 'x')));
}
