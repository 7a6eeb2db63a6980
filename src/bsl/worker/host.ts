import { MessageChannel, Worker } from 'node:worker_threads';
import { readIndex } from '../../catalogue/manifest.js';
import { AbortedError, InputError } from '../../core/errors/errors.js';
import { threadFile } from '../../core/util/thread-file.js';
import type { Answer, Request } from '../services/wire.js';
import type { ServiceCalls } from './calls.js';
import type { ScriptEnd, ScriptJob } from './messages.js';

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
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const methods = new Map(readIndex().services.map(({ name, methods }) => [name, methods]));
  const shared = { port: port2, signal: answered };
  const job: ScriptJob = { text, name, path, args, check, methods, ...shared };
  const worker = new Worker(threadFile(options.worker), {
    workerData: job,
    transferList: [port2],
    stdin: false,
    ...(memory && { resourceLimits: { maxOldGenerationSizeMb: memory } }),
  });
  const ended = new AbortController();
  let calls: Promise<ServiceCalls> | undefined;
  // Loaded with the first call: many scripts call no service.
  const load = async () => {
    const loaded = await import('./calls.js');
    return new loaded.ServiceCalls(AbortSignal.any([signal, ended.signal]));
  };
  port1.on('message', async (request: Request) => {
    calls ??= load();
    const answer = await calls
      .then((loaded) => loaded.answer(request))
      .catch((error: unknown): Answer => ({ ok: false, message: String(error) }));
    port1.postMessage(answer);
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
  const timer =
    timeout === undefined ? undefined : setTimeout(() => ended.abort('timeout'), timeout);
  try {
    return await endOf(worker, options, ended.signal);
  } finally {
    clearTimeout(timer);
    ended.abort();
    await worker.terminate();
    port1.close();
    await (await calls)?.close();
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
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return reject(error);
      const limit = memory === undefined ? '' : ` of ${memory} MiB`;
      const message = `${name} needs more memory than its limit${limit}`;
      reject(new InputError({ method: 'run', message, hint: 'Use --memory to allow more.' }));
    });
    // `process.exit` in the worker, which no script can call.
    worker.on('exit', (code) => resolve(code));
  });
}
