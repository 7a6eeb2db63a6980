import { InputError } from '../../core/errors/errors.js';
import { type Candidate, type Commands, isHelp, namesOf } from './command.js';
import { write } from './print.js';
import { didYouMean } from './suggest.js';
import { type Usage, usage } from './usage.js';

/** The words that may follow a command with subcommands. */
export async function nextBelow(
  commands: Commands,
  [name, ...typed]: readonly string[],
): Promise<readonly Candidate[]> {
  if (name === undefined) return namesOf(commands);
  const below = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return (await below?.next?.(typed)) ?? [];
}

/** Runs the subcommand of `title` that the command line names; shows `help` if it names none. */
export async function runBelow(
  title: string,
  commands: Commands,
  help: Usage,
  [name, ...args]: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  if (name === undefined || isHelp(name)) {
    await write(usage(help, process.stdout));
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return command.run(args, signal);
  const isOption = name.startsWith('-');
  throw new InputError({
    method: title,
    message: isOption
      ? `expected a command before ${name}`
      : `there is no command "${title} ${name}"`,
    hint:
      (isOption ? undefined : didYouMean(name, Object.keys(commands))) ??
      `Run oint ${title} --help to list them.`,
  });
}
