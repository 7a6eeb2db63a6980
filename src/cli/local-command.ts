import { InputError } from '../core/errors/errors.js';
import { write } from './print.js';
import { didYouMean } from './suggest.js';
import { usage } from './usage.js';

interface LocalCommand {
  /** What stands behind its name. */
  takes: string;
  summary: string;
  /** Returns the exit status. */
  run(args: readonly string[], signal: AbortSignal): Promise<number>;
}

/** What there is under `oint local`; each is loaded when it is called. */
const COMMANDS: Readonly<Record<string, LocalCommand>> = {
  serve: {
    takes: '[--port 8080]',
    summary: 'Serves the models over HTTP, as the OpenAI service would',
    run: async (args, signal) => (await import('./local/serve.js')).serve(args, signal),
  },
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
    summary: 'The same as oint install model-engine',
    run: async (args, signal) =>
      (await import('./local/install-engine.js')).installEngineCommand(args, signal),
  },
};

/** The names of them, for completion. */
export const localCommands = Object.entries(COMMANDS).map(([word, { summary }]) => ({
  word,
  summary,
}));

/** `oint local …`. Returns the exit status. */
export async function localCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    await write(help());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name]! : undefined;
  if (command) return command.run(rest, signal);
  const isOption = name.startsWith('-');
  throw new InputError({
    method: 'local',
    message: isOption ? `${name} stands before a command` : `there is no "local ${name}"`,
    hint:
      (isOption ? undefined : didYouMean(name, Object.keys(COMMANDS))) ?? 'See oint local --help.',
  });
}

function help(): string {
  return usage(
    {
      about: [
        'The embedded server: an OpenAI-compatible one, with models that need no key. --url local asks it inside the process; here it is for other programs.',
      ],
      rows: Object.entries(COMMANDS).map(([name, { takes, summary }]) => ({
        left: `oint local ${name} ${takes}`.trim(),
        right: summary,
      })),
      notes: ['Each has its own help: oint local serve --help'],
    },
    process.stdout,
  );
}
