import { built } from '../built.js';
import { bounded, TookTooLong } from './bounded.js';
import type { JsonRecord } from './is-record.js';
import { type Compile, type SchemaOptions, schemaCompiler, type Validate } from './json-schema.js';
import type { Outcome, Task } from './schema-worker.js';
import { threadFile } from './thread-file.js';

/** Returns a description of what is wrong with a value; `undefined` if it is valid. */
export type Check = (value: unknown) => Promise<string | undefined>;

/** Ordinary schemas and values take a few milliseconds; until this, nothing else runs. */
const QUICK = 100;
/** For all others, in a thread. */
const LONGEST = 10_000;
const MEGABYTES = 256;
const MOST_THREADS = 2;

/**
 * Compiles a JSON Schema from outside. Throws if it is invalid, or takes longer than ten seconds. A
 * few kilobytes of schema can take hours, so what takes long runs in a thread, until the signal.
 */
export async function schemaCheck(
  schema: JsonRecord,
  options: SchemaOptions,
  signal?: AbortSignal,
): Promise<Check> {
  const task = { schema, options };
  const quick = compiled(await schemaCompiler(options), schema);
  if (!quick) await inThread({ ...task, values: [] }, signal);
  return async (value) => {
    try {
      if (quick) return bounded({ timeout: QUICK }, () => quick(value));
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
    }
    return inThread({ ...task, values: [value] }, signal);
  };
}

function compiled(compile: Compile, schema: JsonRecord): Validate | undefined {
  try {
    return bounded({ timeout: QUICK }, () => compile(schema));
  } catch (error) {
    if (error instanceof TookTooLong) return undefined;
    throw error;
  }
}

let running = 0;
const waiting: (() => void)[] = [];

/** Hostile requests must not start any number of threads: the others wait. */
async function inThread(task: Task, signal: AbortSignal | undefined): Promise<string | undefined> {
  while (running >= MOST_THREADS) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    const { invalid, problem } = await outcomeOf(task, signal);
    if (invalid !== undefined) throw new Error(invalid);
    return problem;
  } finally {
    running--;
    waiting.shift()?.();
  }
}

async function outcomeOf(task: Task, signal: AbortSignal | undefined): Promise<Outcome> {
  signal?.throwIfAborted();
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(threadFile(built('worker/schema.js')), {
    workerData: task,
    // It needs nothing of this process, above all no secrets.
    ...{ env: {}, argv: [], execArgv: [] },
    resourceLimits: { maxOldGenerationSizeMb: MEGABYTES, stackSizeMb: 16 },
  });
  const ending = AbortSignal.any([AbortSignal.timeout(LONGEST), ...(signal ? [signal] : [])]);
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      worker.once('message', resolve);
      // Out of memory, or the file of the thread is not there.
      worker.once('error', () => reject(tooLong()));
      ending.addEventListener('abort', () => reject(signal?.aborted ? signal.reason : tooLong()));
    });
  } finally {
    await worker.terminate();
  }
}

function tooLong(): Error {
  return new Error('checking it takes too long');
}
