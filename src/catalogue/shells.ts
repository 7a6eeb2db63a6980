/** The shells that examples are written for, with their names. */
export const shells = { bash: 'bash', cmd: 'cmd', powershell: 'PowerShell' } as const;

export type Shell = keyof typeof shells;

/** Words that need no quotes in any of them. In PowerShell `@name` is a variable. */
const BARE = /^[\w./:+=-]+$/;

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

/** The shell that a line on this machine is for. On Windows most values are the same in PowerShell. */
export const shellHere: Shell = process.platform === 'win32' ? 'cmd' : 'bash';
