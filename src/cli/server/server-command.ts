import { type Candidate, type Commands, rowsOf } from '../start/command.js';
import { nextOptions } from '../start/option.js';
import { nextBelow, runBelow } from '../start/subcommands.js';
import type { Usage } from '../start/usage.js';

/** The commands of `oint server`; each is loaded when it is called. */
const COMMANDS: Commands = {
  http: {
    takes: '[--port 8088]',
    summary: 'Calls methods for other programs over HTTP',
    run: async (args, signal) => (await import('./http-command.js')).httpCommand(args, signal),
    next: async (typed) => nextOptions((await import('./server-options.js')).httpOptions, typed),
  },
  stdio: {
    summary: 'Calls methods for the program that starts it, line by line',
    run: async (args, signal) => (await import('./stdio-command.js')).stdioCommand(args, signal),
    next: async (typed) => nextOptions((await import('./server-options.js')).stdioOptions, typed),
  },
};

const HELP: Usage = {
  about: ['Every method of every service for other programs, in any language.'],
  rows: rowsOf('oint server', COMMANDS),
  notes: ['Every command has its own help: oint server http --help'],
};

/** `oint server …`. Returns the exit status. */
export function serverCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  return runBelow('server', COMMANDS, HELP, args, signal);
}

/** The words that may come next on the command line. */
export function nextServerWords(typed: readonly string[]): Promise<readonly Candidate[]> {
  return nextBelow(COMMANDS, typed);
}
