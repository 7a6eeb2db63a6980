/**
 * Fragments that a caller must write as SQL: the type of a column, a raw condition. They are the
 * caller's own SQL, but must stay inside their place: they cannot end the statement, comment out
 * the rest of it, or break out of parentheses.
 */

/**
 * A string, a quoted name, a number, a word or a symbol, each of which ends at the same place in every
 * database. A backslash and a backtick do not, and so are no tokens; `[…]`, which is a quoted name or
 * an index, does if it has nothing but names and numbers in it.
 */
const TOKEN =
  /\s+|'(?:[^'\\\0]|'')*'|"(?:[^"\\\0]|"")*"|--|\/\*|[\p{L}_][\p{L}\p{M}\p{N}_$]*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\$\d+|\[[^[\]'"`()\-/;\\\0]*\]|[(),.=<>!+\-*/%|&~^:?@]/giuy;

/** Why a text cannot be used inside a statement as one fragment; `undefined` if it can. */
export function whyNotPiece(text: string, allowCommas: boolean): string | undefined {
  let depth = 0;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) return whyNoToken(text[at]!);
    if (token === '--' || token === '/*') return 'a comment';
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (depth < 0) return 'a closing parenthesis without an opening one';
    if (token === ',' && depth === 0 && !allowCommas) return 'a comma outside parentheses';
    if (token === '?' || /^\$\d/.test(token)) return `the placeholder ${token}`;
  }
  if (depth > 0) return 'an opening parenthesis without a closing one';
  return text.trim() === '' ? 'no text' : undefined;
}

function whyNoToken(character: string): string {
  if (character === ';') return 'a semicolon';
  if (character === '`') return 'a backtick (write "name" in double quotes)';
  if (/[[\]]/.test(character)) return 'brackets with more than names and numbers in them';
  if (/['"]/.test(character)) return `an unmatched ${character}, or a backslash inside the quotes`;
  return `the character ${JSON.stringify(character)}`;
}

/** Why a text is not a column type such as `INTEGER PRIMARY KEY` or `NUMERIC(15, 2) NOT NULL`. */
export function whyNoType(text: string): string | undefined {
  const why = whyNotPiece(text, false);
  if (why) return `it has ${why}`;
  return /^\s*[\p{L}_"]/u.test(text) ? undefined : 'it does not begin with the name of a type';
}
