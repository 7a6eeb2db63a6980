import type { Context, Script } from 'node:vm';

/** Synchronous work took longer than it was allowed to. */
export class TookTooLong extends Error {}

/** Ctrl-C ended the work. */
export class Interrupted extends Error {}

interface Bounds {
  /** In milliseconds. Default: none. */
  timeout?: number;
  /** Whether Ctrl-C ends it too; the program's own listeners are not called then. */
  untilInterrupted?: boolean;
}

let runner: { script: Script; context: Context } | undefined;

/**
 * Runs synchronous work that foreign input may make long, and stops it after a time limit: JavaScript
 * and regular expressions, but not `JSON.parse`. What it was changing when it was stopped must be
 * thrown away: not even its `finally` runs.
 *
 * @throws {TookTooLong}
 * @throws {Interrupted}
 */
export function bounded<T>(
  { timeout = Number.POSITIVE_INFINITY, untilInterrupted = false }: Bounds,
  work: () => T,
): T {
  runner ??= newRunner();
  const { script, context } = runner;
  context.work = work;
  try {
    const ms = Math.max(1, Math.min(Math.ceil(timeout), 2 ** 31 - 1));
    return script.runInContext(context, {
      timeout: ms,
      breakOnSigint: untilInterrupted,
      displayErrors: false,
    });
  } catch (error) {
    const { code } = (error ?? {}) as NodeJS.ErrnoException;
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new TookTooLong();
    if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw new Interrupted();
    throw error;
  } finally {
    context.work = undefined;
  }
}

/** The limit of a script holds for all that it calls. Loaded when needed: most commands need no vm. */
function newRunner() {
  const vm = process.getBuiltinModule('node:vm');
  return { script: new vm.Script('work()'), context: vm.createContext({ work: undefined }) };
}
