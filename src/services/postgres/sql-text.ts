import { text } from '../../core/definition/kinds/index.js';
import { readTextFile } from '../../core/definition/kinds/typed.js';
import { type Kind, param } from '../../core/definition/param.js';
import { callOf, fetchBytes } from '../../core/http/fetch-bytes.js';

const plain = text('').kind;

/** SQL as text. A person may also type the name of a file of it, or a URL, as the reference has it. */
const sqlKind: Kind<string, string> = {
  ...plain,
  takes: 'SQL; @path, the path of a .sql file or a URL reads it from there',
  parse(value, context) {
    const typed = context.sources && typeof value === 'string' ? value.trim() : '';
    if (/^https?:\/\/\S+$/i.test(typed)) {
      return fetchBytes(typed, callOf(context)).then((bytes) => bytes.toString('utf8'));
    }
    // No statement is one word.
    if (/^[^@-]\S*\.sql$/i.test(typed)) return readTextFile(typed, context);
    return plain.parse(value, context);
  },
};

export const sqlText = param(sqlKind, 'Query in SQL, or a .sql file with it', {
  example: 'SELECT * FROM users',
});
