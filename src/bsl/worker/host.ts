import type { Worker } from 'node:worker_threads';
import { AbortedError, InputError } from '../../core/errors/errors.js';
import type { ScriptEnd, ScriptJob } from './messages.js';
import { isOutOfMemory, startThread } from './thread.js';

export interface ScriptOptions
  extends Pick<ScriptJob, 'text' | 'name' | 'path' | 'args' | 'check'> {
  /** Milliseconds until the script is ended. */
  timeout: number | undefined;
  /** MiB of memory that it may use. */
  memory: number | undefined;
  signal: AbortSignal;
  /** The file of the worker. */
  worker: URL;
}

/** Runs a script in a thread of its own. Returns its exit status. */
export async function runScript(options: ScriptOptions): Promise<number> {
  const { text, name, path, args, check, timeout, memory, signal } = options;
  const job = { text, name, path, args, check, isSession: false };
  const thread = startThread({ job, memory, signal, worker: options.worker });
  const late = new AbortController();
  const timer =
    timeout === undefined ? undefined : setTimeout(() => late.abort('timeout'), timeout);
  try {
    return await endOf(thread.worker, options, late.signal);
  } finally {
    clearTimeout(timer);
    await thread.end();
  }
}

function endOf(
  worker: Worker,
  { name, timeout, memory, signal }: ScriptOptions,
  late: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new AbortedError({ message: 'interrupted' })));
    late.addEventListener('abort', () => {
      const message = `${name} did not end within ${(timeout ?? 0) / 1000} s`;
      reject(new InputError({ method: 'run', message, hint: 'Use --timeout to allow more time.' }));
    });
    worker.on('message', ({ status }: ScriptEnd) => resolve(status));
    worker.on('error', (error) => {
      if (!isOutOfMemory(error)) return reject(error);
      const limit = memory === undefined ? '' : ` of ${memory} MiB`;
      const message = `${name} needs more memory than its limit${limit}`;
      reject(new InputError({ method: 'run', message, hint: 'Use --memory to allow more.' }));
    });
    // `process.exit` in the worker, which no script can call.
    worker.on('exit', (code) => resolve(code));
  });
}
