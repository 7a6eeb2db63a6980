import { type Candidate, type Commands, rowsOf } from '../start/command.js';
import { nextOptions, optionsOf } from '../start/option.js';
import { nextBelow, runBelow } from '../start/subcommands.js';
import type { Usage } from '../start/usage.js';
import { BASE64_OPTIONS, JSON_OPTIONS } from './options.js';

/** The tools of the reference, under its names. */
const COMMANDS: Commands = {
  ParseJSON: {
    takes: '--json JSON [--name NAME]',
    summary: 'Prints the values in JSON, or one of them',
    run: async (args) => (await import('./parse-json.js')).parseJsonCommand(args),
    next: async (typed) => nextOptions(optionsOf(JSON_OPTIONS), typed),
  },
  ConvertBase64ToBinary: {
    takes: '--in FILE --out FILE',
    summary: 'Writes the bytes of a file with Base64',
    run: async (args) => (await import('./base64.js')).base64Command(args),
    next: async (typed) => nextOptions(optionsOf(BASE64_OPTIONS), typed),
  },
};

const HELP: Usage = {
  about: ['Tools for scripts that use results.'],
  rows: rowsOf('oint tools', COMMANDS),
};

/** `oint tools …`. Returns the exit status. */
export function toolsCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  return runBelow('tools', COMMANDS, HELP, args, signal);
}

/** The possible next words of its command line. */
export function nextToolsWords(typed: readonly string[]): Promise<readonly Candidate[]> {
  return nextBelow(COMMANDS, typed);
}
