/** More emphasis marks on a line, or in a block, are not formatting: the parser compares each with all. */
const MOST_ON_A_LINE = 150;
const MOST_IN_A_BLOCK = 600;
/** More quotes and lists in each other do not fit on a terminal. */
const DEEPEST = 20;

const MARK = /[*_]/g;
const NESTING = /^(?:[ \t]*(?:>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))+/;
const NESTED = /[>*+.)-]/g;

/** True for Markdown that would take the parser more than linear time: it is shown as it is. */
export function isCostly(block: string): boolean {
  let marks = 0;
  for (const line of block.split('\n')) {
    const onLine = countOf(MARK, line);
    if (onLine > MOST_ON_A_LINE) return true;
    // The cells of a table are parsed on their own.
    if (!line.includes('|')) marks += onLine;
    const nesting = NESTING.exec(line)?.[0];
    if (nesting && countOf(NESTED, nesting) > DEEPEST) return true;
  }
  return marks > MOST_IN_A_BLOCK;
}

function countOf(pattern: RegExp, text: string): number {
  return text.match(pattern)?.length ?? 0;
}
