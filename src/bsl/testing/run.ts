import { addLibrary } from '../library/index.js';
import { asScriptError } from '../run/failures.js';
import { Machine } from '../run/machine.js';
import { report } from '../run/report.js';
import { ScriptSyntaxError, Source } from '../syntax/source.js';
import { setLanguage } from '../values/errors.js';

/** Runs a script in this thread. Returns the lines that it prints, and the error that ends it. */
export function run(text: string, path?: string): { lines: string[]; error: string | undefined } {
  const lines: string[] = [];
  const machine = new Machine();
  const source = new Source(text, 'test.os', path);
  setLanguage(source.language);
  addLibrary(machine, {
    ask: () => ({ ok: false, message: 'no services here' }),
    methodsOf: () => undefined,
    args: ['one', 'two'],
    sleep: () => {},
    write: (line) => lines.push(line.replace(/\n$/, '')),
  });
  try {
    machine.start(machine.load(source));
    return { lines, error: undefined };
  } catch (error) {
    if (error instanceof ScriptSyntaxError) return { lines, error: error.message };
    return { lines, error: report(asScriptError(error, machine)) };
  }
}

/** What a script prints, for scripts that must not fail. */
export function printed(text: string): string[] {
  const { lines, error } = run(text);
  if (error !== undefined) throw new Error(error);
  return lines;
}
