import { deleteTemporaryFiles } from '../library/files.js';
import { addLibrary } from '../library/index.js';
import { asScriptError } from '../run/failures.js';
import { Machine } from '../run/machine.js';
import { report } from '../run/report.js';
import { ScriptSyntaxError, Source } from '../syntax/source.js';
import { ScriptExit, setLanguage } from '../values/errors.js';
import { askThrough, sleep } from './channel.js';
import type { ScriptJob } from './messages.js';
import { Output } from './output.js';

/** A machine with the library of scripts. */
export function newMachine({ args, methods, port, signal }: ScriptJob): Machine {
  const machine = new Machine();
  const out = new Output(1);
  addLibrary(machine, {
    ask: askThrough(port, signal),
    methodsOf: (service) => methods.get(service),
    args,
    sleep,
    write: (line) => out.write(line),
  });
  return machine;
}

/** Compiles and runs a script. Returns the exit status. */
export function runJob(job: ScriptJob): number {
  const { text, name, path, check } = job;
  const machine = newMachine(job);
  const errors = new Output(2);
  const source = new Source(text, name, path);
  try {
    setLanguage(source.language);
    const module = machine.load(source);
    if (!check) machine.start(module);
    return 0;
  } catch (error) {
    if (error instanceof ScriptExit) return error.status;
    errors.write(failureText(error, machine));
    return error instanceof ScriptSyntaxError ? 2 : 1;
  } finally {
    deleteTemporaryFiles();
  }
}

/** What is said about an error that nothing caught. */
export function failureText(error: unknown, machine: Machine): string {
  if (error instanceof ScriptSyntaxError) return `${error.message}\n`;
  return report(asScriptError(error, machine));
}
