import type { Row } from './layout.js';

/** One of OInt's own commands, or a command below one: `oint local`, `oint local serve`. */
export interface Command {
  /** What follows its name, as help shows it. */
  takes?: string;
  summary: string;
  /** Runs it with the words after its name. Returns the exit status. */
  run(args: readonly string[], signal: AbortSignal): Promise<number>;
  /** The words that may come next after those typed, for tab completion. */
  next?(typed: readonly string[]): Promise<readonly Candidate[]>;
}

/** Commands by name, in the order of help. */
export type Commands = Readonly<Record<string, Command>>;

/** A word that may come next on a line. */
export interface Candidate {
  word: string;
  summary: string;
}

/** The names of commands, for completion. */
export function namesOf(commands: Commands): Candidate[] {
  return Object.entries(commands).map(([word, { summary }]) => ({ word, summary }));
}

/** Commands as rows of help, each with all that is typed: `before` is what stands before its name. */
export function rowsOf(before: string, commands: Commands): Row[] {
  return Object.entries(commands).map(([name, { takes, summary }]) => ({
    left: [before, name, takes].filter(Boolean).join(' '),
    right: summary,
  }));
}

export function isHelp(word: string | undefined): boolean {
  return word === undefined || word === '--help' || word === '-h' || word === 'help';
}
