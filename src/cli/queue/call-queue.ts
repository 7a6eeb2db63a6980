import { randomUUID } from 'node:crypto';
import type { Job, Queue, QueueEvents } from 'bullmq';
import { parseExact } from '../../core/json/parse.js';
import { writeJson } from '../../core/json/write.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import { note } from '../start/terminal.js';
import type { Answer, QueuedCall } from './call.js';
import { queueEngine } from './packages.js';
import { connectRedis, QUEUE, type QueueConnection } from './redis.js';
import { LostCallError, WorkerError } from './worker-error.js';

/** How long Redis keeps an answer that nobody takes, in seconds. */
const KEPT = 7 * 24 * 3600;
/** How often calls without an event are looked at, in milliseconds: events can be lost. */
const LOOK = 1_000;

/** Who waits for an answer. */
interface Waiting {
  answer(answer: Answer): void;
  /** True once Redis has the call. */
  isAdded: boolean;
}

/** Sends calls to the workers of a queue, and waits for their answers. */
export class CallQueue {
  readonly #connection: QueueConnection;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  /** By ticket. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;

  private constructor(connection: QueueConnection, queue: Queue, events: QueueEvents) {
    this.#connection = connection;
    this.#queue = queue;
    this.#events = events;
    // The connection says itself what happens to it.
    queue.on('error', () => {});
    events.on('error', () => {});
    events.on('completed', ({ jobId, returnvalue }) => {
      this.#answer(jobId, returnvalue as unknown as Answer);
    });
    events.on('failed', ({ jobId }) => this.#answer(jobId, { isLost: true }));
    this.#timer = setInterval(() => void this.#look(), LOOK);
  }

  static async connect(method: string, typed: string): Promise<CallQueue> {
    const { Queue, QueueEvents } = await import('bullmq').catch(elsewhere(queueEngine, 'bullmq'));
    const connection = await connectRedis(method, typed);
    const queue = new Queue(QUEUE, { connection: connection.redis });
    const events = new QueueEvents(QUEUE, { connection: connection.redis });
    const found = new CallQueue(connection, queue, events);
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
    if ((await queue.getWorkersCount()) === 0) {
      note(`no worker is connected to Redis at ${connection.where}: start oint worker --queue …`);
    }
    return found;
  }

  /** The name of a call, by which its answer can be found later. */
  ticket(): string {
    return randomUUID();
  }

  /** The result of a call. Redis has it until `forget`. */
  async call(ticket: string, call: QueuedCall, signal: AbortSignal): Promise<unknown> {
    const answer = this.#answerTo(ticket, signal);
    // It is not awaited if the call cannot be added.
    answer.catch(() => {});
    const kept = { age: KEPT };
    const options = { jobId: ticket, removeOnComplete: kept, removeOnFail: kept };
    await this.#queue.add(`${call.service}.${call.method}`, { call: writeJson(call) }, options);
    this.#added(ticket);
    return resultOf(await answer);
  }

  /** The result of a call of an earlier run, which may still wait; `undefined` if Redis has lost it. */
  async resume(ticket: string, signal: AbortSignal): Promise<{ result: unknown } | undefined> {
    const job = await this.#queue.getJob(ticket);
    if (!job) return undefined;
    const coming = this.#answerTo(ticket, signal);
    this.#added(ticket);
    const answer = answerIn(job) ?? (await coming);
    return 'isLost' in answer ? undefined : { result: resultOf(answer) };
  }

  /** Removes an answer that is stored elsewhere by now. */
  async forget(ticket: string): Promise<void> {
    await this.#queue.remove(ticket);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    // The removal of answers is sent before.
    if (this.#connection.redis.status === 'ready') await this.#connection.redis.ping();
    await Promise.allSettled([this.#events.close(), this.#queue.close()]);
    this.#connection.close();
  }

  #answerTo(ticket: string, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.delete(ticket);
        reject(signal.reason);
      };
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      const answer = (found: Answer) => {
        signal.removeEventListener('abort', stop);
        resolve(found);
      };
      this.#waiting.set(ticket, { answer, isAdded: false });
    });
  }

  #answer(ticket: string, answer: Answer): void {
    const waiting = this.#waiting.get(ticket);
    this.#waiting.delete(ticket);
    waiting?.answer(answer);
  }

  #added(ticket: string): void {
    const waiting = this.#waiting.get(ticket);
    if (waiting) waiting.isAdded = true;
  }

  /** Looks for answers whose events did not arrive, and for calls that Redis has lost. */
  async #look(): Promise<void> {
    if (this.#isLooking || this.#connection.redis.status !== 'ready') return;
    this.#isLooking = true;
    try {
      const added = [...this.#waiting].flatMap(([ticket, { isAdded }]) => (isAdded ? ticket : []));
      const jobs = await Promise.all(added.map((ticket) => this.#queue.getJob(ticket)));
      for (const [at, job] of jobs.entries()) {
        const answer: Answer | undefined = job ? answerIn(job) : { isLost: true };
        if (answer) this.#answer(added[at]!, answer);
      }
    } catch {
      // The connection was lost: next time.
    } finally {
      this.#isLooking = false;
    }
  }
}

function answerIn(job: Job): Answer | undefined {
  if (!job.finishedOn) return undefined;
  return job.failedReason ? { isLost: true } : (job.returnvalue as Answer);
}

function resultOf(answer: Answer): unknown {
  if ('result' in answer) return parseExact(answer.result);
  throw 'failure' in answer ? new WorkerError(answer.failure) : new LostCallError();
}
