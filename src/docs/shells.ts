/** The shells that examples are written for, and what each is called. */
export const shells = { bash: 'bash', cmd: 'cmd', powershell: 'PowerShell' } as const;

export type Shell = keyof typeof shells;

/** What needs no quotes in any of them. PowerShell takes `@name` for a variable of its own. */
const BARE = /^[\w./:+=-]+$/;

/** How each goes on in the next line. */
const GOES_ON: Readonly<Record<Shell, string>> = { bash: ' \\', cmd: ' ^', powershell: ' `' };

const WIDE = 76;

/** A command line as it is typed into a shell, broken before options where it is long. */
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

/** A word so quoted that the program gets it as it is. */
export function quotedFor(shell: Shell, word: string): string {
  if (BARE.test(word)) return word;
  switch (shell) {
    case 'bash':
      return /[$`"\\!]/.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : `"${word}"`;
    case 'cmd':
      // A backslash counts only before a quote, where it has to be doubled.
      return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
    case 'powershell':
      return /[$`"“”„]/.test(word) ? `'${word.replace(/['‘’‚‛]/g, '$&$&')}'` : `"${word}"`;
  }
}
