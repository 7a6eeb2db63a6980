import { type Candidate, type Commands, rowsOf } from '../start/command.js';
import { nextBelow, runBelow } from '../start/subcommands.js';
import type { Usage } from '../start/usage.js';

const COMMANDS: Commands = {
  export: {
    takes: '--out FOLDER',
    summary: 'Writes a module for each service, for 1C:Enterprise or OneScript',
    run: async (args) => (await import('./export-command.js')).exportCommand(args),
    next: async (typed) => (await import('./export-command.js')).nextExportWords(typed),
  },
};

const HELP: Usage = {
  about: ['The modules OPI_OpenAI, OPI_Telegram and so on for 1C:Enterprise and OneScript.'],
  rows: rowsOf('oint 1c', COMMANDS),
  notes: ['Every command has its own help: oint 1c export --help'],
};

/** `oint 1c …`. Returns the exit status. */
export function oneCCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  return runBelow('1c', COMMANDS, HELP, args, signal);
}

/** The words that may come next on the command line. */
export function nextOneCWords(typed: readonly string[]): Promise<readonly Candidate[]> {
  return nextBelow(COMMANDS, typed);
}
