import { text } from '../../core/definition/kinds/index.js';
import { readTextFile } from '../../core/definition/kinds/typed.js';
import { type Kind, param } from '../../core/definition/param.js';
import { callOf, fetchBytes } from '../../core/http/fetch-bytes.js';

const plain = text('').kind;

/** SQL as text. A typed value can also be the name of a .sql file or a URL, as in the reference. */
const sqlKind: Kind<string, string> = {
  ...plain,
  takes: 'SQL; or @path, the path of a .sql file or a URL to read it from',
  parse(value, context) {
    const typed = context.sources && typeof value === 'string' ? value.trim() : '';
    if (/^https?:\/\/\S+$/i.test(typed)) {
      return fetchBytes(typed, callOf(context)).then((bytes) => bytes.toString('utf8'));
    }
    // A statement is never a single word.
    if (/^[^@-]\S*\.sql$/i.test(typed)) return readTextFile(typed, context);
    return plain.parse(value, context);
  },
};

export const sqlText = param(sqlKind, 'SQL query, or path of a .sql file', {
  example: 'SELECT * FROM users',
});
