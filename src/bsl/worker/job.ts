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

/** Compiles and runs a script. Returns the exit status. */
export function runJob(job: ScriptJob): number {
  const { text, name, path, args, check, methods, port, signal } = job;
  const machine = new Machine();
  const out = new Output(1);
  const errors = new Output(2);
  const source = new Source(text, name, path);
  try {
    addLibrary(machine, {
      ask: askThrough(port, signal),
      methodsOf: (service) => methods.get(service),
      args,
      sleep,
      write: (line) => out.write(line),
    });
    setLanguage(source.language);
    const module = machine.load(source);
    if (!check) machine.start(module);
    return 0;
  } catch (error) {
    if (error instanceof ScriptExit) return error.status;
    errors.write(
      error instanceof ScriptSyntaxError
        ? `${error.message}\n`
        : report(asScriptError(error, machine)),
    );
    return error instanceof ScriptSyntaxError ? 2 : 1;
  } finally {
    deleteTemporaryFiles();
  }
}
