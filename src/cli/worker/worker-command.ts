import { rm } from 'node:fs/promises';
import { InputError } from '../../core/errors/errors.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import { Calls } from '../../server/calls.js';
import { queueEngine } from '../queue/packages.js';
import { connectRedis, QUEUE, type QueueConnection } from '../queue/redis.js';
import { countOf, settingsOf } from '../server/settings.js';
import { changeFolder, readOptions } from '../serving/limits.js';
import { write } from '../start/print.js';
import { stopSignal } from '../start/signals.js';
import { note } from '../start/terminal.js';
import { usage } from '../start/usage.js';
import { WORKER_OPTIONS, workerUsage } from './options.js';
import { work } from './work.js';

const METHOD = 'worker';
/** How long calls in progress may take after the worker is asked to stop, in milliseconds. */
const GRACE = 30_000;
/**
 * When a worker counts as dead, in milliseconds: the calls that it had are then made elsewhere, or
 * known as interrupted. A worker that lives says so twice in this time.
 */
const DEAD = 10_000;
const LOOK = 5_000;
/** How often a call that only reads is made again after its worker died. */
const MOST_DEATHS = 10;

/** `oint worker --queue URL`. Returns the exit status. */
export async function workerCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const values = readOptions(METHOD, args, WORKER_OPTIONS);
  if (values.help) {
    await write(usage(workerUsage, process.stdout));
    return 0;
  }
  if (values.queue === undefined) {
    const hint = 'Example: oint worker --queue redis://:password@host:6379';
    throw new InputError({ method: METHOD, param: '--queue', message: '--queue is missing', hint });
  }
  const settings = await settingsOf(METHOD, values);
  const jobs = Math.ceil(countOf(METHOD, 'jobs', values.jobs, 16));
  const connection = await connectRedis(METHOD, values.queue);
  try {
    const emptyFolder = await changeFolder(METHOD, settings.roots);
    const calls = await Calls.create(settings);
    try {
      await serve(calls, connection, jobs, signal);
    } finally {
      await calls.close();
      if (emptyFolder) await rm(emptyFolder, { recursive: true, force: true });
    }
  } finally {
    connection.close();
  }
  return 0;
}

async function serve(
  calls: Calls,
  { redis, where }: QueueConnection,
  jobs: number,
  signal: AbortSignal,
): Promise<void> {
  const { Worker } = await import('bullmq').catch(elsewhere(queueEngine, 'bullmq'));
  const ending = new AbortController();
  let made = 0;
  let running = 0;
  const stopped = stopSignal(signal);
  const worker = new Worker(
    QUEUE,
    async (job) => {
      running++;
      const answer = await work(job, calls, ending.signal);
      running--;
      made++;
      return answer;
    },
    {
      connection: redis,
      concurrency: jobs,
      lockDuration: DEAD,
      stalledInterval: LOOK,
      maxStalledCount: MOST_DEATHS,
    },
  );
  // The connection says itself what happens to it.
  worker.on('error', () => {});
  await worker.waitUntilReady();
  note(`worker for Redis at ${where}, up to ${jobs} calls at a time; Ctrl-C stops it`);
  await stopped;
  if (running > 0) note(`stopping: ${running} in progress; press Ctrl-C again to stop at once`);
  const timer = setTimeout(() => ending.abort(), GRACE);
  await worker.close();
  clearTimeout(timer);
  note(`${made} ${made === 1 ? 'call' : 'calls'} made`);
}
