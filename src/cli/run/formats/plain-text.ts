import { cellText, isMissing } from './cell-text.js';
import { rowsIn } from './rows-in.js';

/**
 * A result as lines for `while read`: a text as it is, a line for each item of a list, tabs between
 * the values of a record or of a list in the list.
 */
export function plainText(result: unknown): string {
  if (typeof result === 'string') return result;
  const rows = rowsIn(result);
  // A list of texts is printed as it is: each may have several lines.
  if (rows.every((row) => Object.keys(row).join() === 'value')) {
    return rows.map(({ value }) => text(value)).join('\n');
  }
  return rows.map((row) => Object.values(row).map(field).join('\t')).join('\n');
}

const text = (value: unknown) => (isMissing(value) ? '' : cellText(value));

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** As PostgreSQL's COPY writes it: a field has no tab and no line break in it. */
const field = (value: unknown) => text(value).replace(/[\\\n\r\t]/g, (found) => ESCAPES[found]!);
