import { InputError } from '../core/errors.js';

interface LocalCommand {
  /** What stands behind its name. */
  takes: string;
  summary: string;
  /** Returns the exit status. */
  run(args: readonly string[], signal: AbortSignal): Promise<number>;
}

/** What there is under `oint local`; each is loaded when it is called. */
const COMMANDS: Readonly<Record<string, LocalCommand>> = {
  models: {
    takes: '[--json]',
    summary: 'Lists the GGUF models that are here',
    run: async (args) => (await import('./local/models.js')).modelsCommand(args),
  },
  pull: {
    takes: 'hf:owner/name[:file]',
    summary: 'Downloads a GGUF model',
    run: async (args, signal) => (await import('./local/pull.js')).pullCommand(args, signal),
  },
  rm: {
    takes: 'NAME …',
    summary: 'Removes models',
    run: async (args) => (await import('./local/rm.js')).rmCommand(args),
  },
  'install-engine': {
    takes: '[--gpu NAME]',
    summary: 'Adds what runs GGUF models',
    run: async (args, signal) =>
      (await import('./local/install-engine.js')).installEngineCommand(args, signal),
  },
};

/** `oint local …`. Returns the exit status. */
export async function localCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command.run(rest, signal);
  const hint = `There are: ${Object.keys(COMMANDS).join(', ')}.`;
  throw new InputError({ method: 'local', message: `there is no "local ${name}"`, hint });
}
