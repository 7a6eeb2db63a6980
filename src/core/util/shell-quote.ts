/**
 * A word for a POSIX shell. One with `~` in it is quoted, too: a shell would put the home folder of
 * this machine there, which in a command for another one is the wrong one.
 */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
