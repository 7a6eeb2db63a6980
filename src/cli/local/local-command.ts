import { type Candidate, type Commands, rowsOf } from '../start/command.js';
import { nextOptions } from '../start/option.js';
import { nextBelow, runBelow } from '../start/subcommands.js';
import type { Usage } from '../start/usage.js';

/** The commands of `oint local`; each is loaded when it is called. */
const COMMANDS: Commands = {
  serve: {
    takes: '[--port 8080]',
    summary: 'Serves the models over HTTP, like the OpenAI service',
    run: async (args, signal) => (await import('./serve.js')).serve(args, signal),
    next: async (typed) => nextOptions((await import('./serve-options.js')).serveOptions, typed),
  },
  models: {
    takes: '[--json]',
    summary: 'Lists the installed GGUF models',
    run: async (args) => (await import('./models.js')).modelsCommand(args),
  },
  pull: {
    takes: 'hf:owner/name[:file]',
    summary: 'Downloads a GGUF model',
    run: async (args, signal) => (await import('./pull.js')).pullCommand(args, signal),
  },
  rm: {
    takes: 'NAME …',
    summary: 'Deletes models',
    run: async (args) => (await import('./rm.js')).rmCommand(args),
  },
  'install-engine': {
    takes: '[--gpu NAME]',
    summary: 'Installs the engine for GGUF models: oint install model-engine',
    run: async (args, signal) =>
      (await import('./install-engine.js')).installEngineCommand(args, signal),
  },
};

const HELP: Usage = {
  about: [
    'The embedded server: OpenAI-compatible, with models that need no key. --url local calls it in-process; this command serves it to other programs.',
  ],
  rows: rowsOf('oint local', COMMANDS),
  notes: ['Every command has its own help: oint local serve --help'],
};

/** `oint local …`. Returns the exit status. */
export function localCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  return runBelow('local', COMMANDS, HELP, args, signal);
}

/** The possible next words of its command line. */
export function nextLocalWords(typed: readonly string[]): Promise<readonly Candidate[]> {
  return nextBelow(COMMANDS, typed);
}
