import { sql } from '../definition/kinds/index.js';
import { fetchText, readTextFile } from '../definition/kinds/typed.js';
import { type Kind, mayNameFile, param } from '../definition/param.js';

const plain = sql('').kind;

/** SQL as text. Typed or in a script, it can also be the name of a .sql file or a URL, as in the reference. */
const sqlKind: Kind<string, string> = {
  ...plain,
  takes: 'SQL; or @path, the path of a .sql file or a URL to read it from',
  parse(value, context) {
    const typed = mayNameFile(context) && typeof value === 'string' ? value.trim() : '';
    if (/^https?:\/\/\S+$/i.test(typed)) {
      return fetchText(typed, context);
    }
    // A statement is never a single word.
    if (/^[^@-]\S*\.sql$/i.test(typed)) return readTextFile(typed, context);
    return plain.parse(value, context);
  },
};

/** The query of ExecuteSQLQuery. */
export const sqlText = param(sqlKind, 'SQL query, or path of a .sql file', {
  example: 'SELECT * FROM users',
});
