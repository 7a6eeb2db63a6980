import type { Row } from './layout.js';

/** One of OInt's own commands, or a subcommand: `oint local`, `oint local serve`. */
export interface Command {
  /** Its arguments, as help shows them. */
  takes?: string;
  summary: string;
  /** Runs it with its arguments. Returns the exit status. */
  run(args: readonly string[], signal: AbortSignal): Promise<number>;
  /** The words that may come next after those typed, for tab completion. */
  next?(typed: readonly string[]): Promise<readonly Candidate[]>;
}

/** Commands by name, in the order of help. */
export type Commands = Readonly<Record<string, Command>>;

/** A word that may come next on the command line. */
export interface Candidate {
  word: string;
  summary: string;
}

/** The names of commands, for completion. */
export function namesOf(commands: Commands): Candidate[] {
  return Object.entries(commands).map(([word, { summary }]) => ({ word, summary }));
}

/** Commands as rows of help. `before` is what the user types before the name. */
export function rowsOf(before: string, commands: Commands): Row[] {
  return Object.entries(commands).map(([name, { takes, summary }]) => ({
    left: [before, name, takes].filter(Boolean).join(' '),
    right: summary,
  }));
}

export function isHelp(word: string | undefined): boolean {
  return word === undefined || word === '--help' || word === '-h' || word === 'help';
}
