/**
 * A word for a POSIX shell. One with `~` is quoted too: a shell would replace it with the home
 * folder of this machine, which is wrong in a command for another machine.
 */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
