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
