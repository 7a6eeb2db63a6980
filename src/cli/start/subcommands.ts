import { InputError } from '../../core/errors/errors.js';
import { type Candidate, type Commands, isHelp, namesOf } from './command.js';
import { write } from './print.js';
import { didYouMean } from './suggest.js';
import { type Usage, usage } from './usage.js';

/** The words that may come after a command which has others below it. */
export async function nextBelow(
  commands: Commands,
  [name, ...typed]: readonly string[],
): Promise<readonly Candidate[]> {
  if (name === undefined) return namesOf(commands);
  const below = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return (await below?.next?.(typed)) ?? [];
}

/** Runs the one of the commands below `title` that the line names; shows `help` where it names none. */
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
    message: isOption ? `${name} stands before a command` : `there is no "${title} ${name}"`,
    hint:
      (isOption ? undefined : didYouMean(name, Object.keys(commands))) ??
      `See oint ${title} --help.`,
  });
}
