/** The shells that examples are written for, with their names. */
export const shells = { bash: 'bash', cmd: 'cmd', powershell: 'PowerShell' } as const;

export type Shell = keyof typeof shells;

/** Words that need no quotes in any of them. In PowerShell `@name` is a variable. */
const BARE = /^[\w./:+=-]+$/;

/** The line continuation of each shell. */
const GOES_ON: Readonly<Record<Shell, string>> = { bash: ' \\', cmd: ' ^', powershell: ' `' };

const WIDE = 76;

/** A command line for a shell, broken before options if it is long. */
export function commandFor(shell: Shell, words: readonly string[]): string {
  const typed = words.map((word) => quotedFor(shell, word));
  const line = typed.join(' ');
  if (line.length <= WIDE) return line;
  const pieces: string[] = [];
  for (const [at, word] of typed.entries()) {
    const begins = words[at]!.startsWith('--') || at === 0;
    if (begins) pieces.push(word);
    else pieces.push(`${pieces.pop()} ${word}`);
  }
  return pieces.join(`${GOES_ON[shell]}\n  `);
}

/** Quotes a word so that the program receives it unchanged. */
export function quotedFor(shell: Shell, word: string): string {
  if (BARE.test(word)) return word;
  switch (shell) {
    case 'bash':
      return /[$`"\\!]/.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : `"${word}"`;
    case 'cmd':
      // A backslash only matters before a quote, where it must be doubled.
      return `"${word.replace(/(?<!\\)(\\*)"/g, '$1$1\\"').replace(/(?<!\\)(\\+)$/, '$1$1')}"`;
    case 'powershell':
      return /[$`"“”„]/.test(word) ? `'${word.replace(/['‘’‚‛]/g, '$&$&')}'` : `"${word}"`;
  }
}
