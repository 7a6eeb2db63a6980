import { quotedFor, type Shell } from '../catalogue/shells.js';

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
