/** The text ends inside of quotes. */
export class UnclosedQuote extends Error {}

const WORD =
  /(\s+)|\\\r?\n|'([^']*)'|\$'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\$]+|\$)/y;

/**
 * The words of a command line, as a POSIX shell splits them: quotes, `$'…'`, backslashes and line
 * continuations. Variables and commands in it are not replaced. The form that browsers copy for cmd.exe,
 * with carets, is recognized.
 *
 * @throws {UnclosedQuote}
 */
export function shellWords(line: string): string[] {
  const text = /\^(?:\r?\n|")/.test(line) ? withoutCarets(line) : line;
  const words: string[] = [];
  let word: string | undefined;
  WORD.lastIndex = 0;
  for (let at = 0; at < text.length; at = WORD.lastIndex) {
    const match = WORD.exec(text);
    if (!match) throw new UnclosedQuote('a quote is not closed');
    const [, space, single, ansi, double, escaped, plain] = match;
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    const part =
      single ??
      (ansi === undefined ? undefined : unescapeAnsi(ansi)) ??
      double?.replace(/\\(\r?\n|["\\$`])/g, (_, char: string) => (/\n/.test(char) ? '' : char)) ??
      escaped ??
      plain;
    if (part !== undefined) word = (word ?? '') + part;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function withoutCarets(text: string): string {
  return text.replace(/\^(\r?\n|[\s\S])/g, (_, char: string) => (char.includes('\n') ? ' ' : char));
}

const LETTERS: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  f: '\f',
  b: '\b',
  a: '\x07',
  e: '\x1b',
};

function unescapeAnsi(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, hex?: string, short?: string, long?: string, octal?: string, char?: string) => {
      if (char !== undefined) return LETTERS[char] ?? char;
      const code =
        octal === undefined
          ? Number.parseInt(hex ?? short ?? long ?? '', 16)
          : Number.parseInt(octal, 8);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
