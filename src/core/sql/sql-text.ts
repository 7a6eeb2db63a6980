/**
 * Pieces of SQL that a caller writes in SQL because there is no other way to say them: the type of a
 * column, a raw condition. They are the caller's own SQL, and yet must stay the piece they are: they
 * cannot end the statement, hide the rest of it, or leave the place they stand in.
 */

/** A text, a quoted name, a number, a word, or a sign. A backslash is none: databases differ on it. */
const TOKEN =
  /\s+|'(?:[^'\\\0]|'')*'|"(?:[^"\\\0]|"")*"|`(?:[^`\\\0]|``)*`|--|\/\*|[\p{L}_][\p{L}\p{M}\p{N}_$]*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\$\d+|[()[\],.=<>!+\-*/%|&~^:?@]/giuy;

/** Why a text cannot stand inside a statement as one piece; `undefined` where it can. */
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
    if (token === ',' && depth === 0 && !allowCommas) return 'a comma outside of parentheses';
    if (token === '?' || /^\$\d/.test(token)) return `the placeholder ${token}`;
  }
  if (depth > 0) return 'an opening parenthesis without a closing one';
  return text.trim() === '' ? 'nothing' : undefined;
}

function whyNoToken(character: string): string {
  if (character === ';') return 'a semicolon';
  if (/['"`]/.test(character)) return `a ${character} without its other half, or a backslash in it`;
  return `the character ${JSON.stringify(character)}`;
}

/** Why a text is no type of a column, as `INTEGER PRIMARY KEY` or `NUMERIC(15, 2) NOT NULL` are. */
export function whyNoType(text: string): string | undefined {
  const why = whyNotPiece(text, false);
  if (why) return `it has ${why}`;
  return /^\s*[\p{L}_"]/u.test(text) ? undefined : 'it does not begin with the name of a type';
}
