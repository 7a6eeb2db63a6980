import { MessageChannel, Worker } from 'node:worker_threads';
import { readIndex } from '../../catalogue/manifest.js';
import { threadFile } from '../../core/util/thread-file.js';
import type { Answer, Request } from '../services/wire.js';
import type { ServiceCalls } from './calls.js';
import type { ScriptJob } from './messages.js';

export interface ThreadOptions {
  job: Pick<ScriptJob, 'text' | 'name' | 'path' | 'args' | 'check' | 'isSession'>;
  /** MiB of memory that it may use. */
  memory: number | undefined;
  /** Ends the calls of its services. */
  signal: AbortSignal;
  /** The file of the worker. */
  worker: URL;
}

/** The thread of a script. Its calls of services are answered here. */
export interface ScriptThread {
  worker: Worker;
  /** Ends it and closes what it left open. */
  end(): Promise<void>;
}

export function startThread({ job, memory, signal, worker: file }: ThreadOptions): ScriptThread {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const methods = new Map(readIndex().services.map(({ name, methods }) => [name, methods]));
  const worker = new Worker(threadFile(file), {
    workerData: { ...job, methods, port: port2, signal: answered } satisfies ScriptJob,
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
  return {
    worker,
    async end() {
      ended.abort();
      await worker.terminate();
      port1.close();
      await (await calls)?.close();
    },
  };
}

/** True for the error of a thread that exceeded its limit of memory. */
export function isOutOfMemory(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
}
