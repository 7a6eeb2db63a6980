import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { built } from '../../core/built.js';
import { endInTime } from '../../core/connection/end-in-time.js';
import type { Call } from '../../core/definition/call.js';
import { InputError, MissingPackageError, ServiceError } from '../../core/errors/errors.js';
import { findPackage } from '../../core/packages/find-package.js';
import { npmLine } from '../../core/packages/package-set.js';
import { threadFile } from '../../core/util/thread-file.js';
import type { Limits } from './limits.js';
import { driver } from './packages.js';
import type { Failure, Reply, Request, Start } from './worker/protocol.js';

/** For the values of a call on their way; Lua's own memory is not part of it. */
const MEGABYTES = 512;

/**
 * A Lua state in a thread of its own: the thread can be ended in the middle of anything, also of a C
 * function of Lua. The thread gets the code of the package and its limits, and nothing of this process.
 */
export class LuaThread {
  readonly #worker: Worker;
  readonly #limits: Limits;
  #waiting: { resolve(reply: Reply): void; reject(error: unknown): void } | undefined;
  /** Why it was ended. */
  #ended: unknown;
  isRunning = true;

  static async start(call: Call, limits: Limits): Promise<LuaThread> {
    const found = findPackage(driver, 'wasmoon');
    if (!found) {
      const message = 'this needs the package wasmoon, which is not installed';
      const hint = `Install it: oint install ${driver.name}; or in your project: ${npmLine(driver)}`;
      throw new MissingPackageError({ message, hint });
    }
    const code = readFileSync(new URL('dist/index.js', found.url), 'utf8');
    const wasm = readFileSync(new URL('dist/glue.wasm', found.url));
    const thread = new LuaThread({ code, wasm }, limits);
    // Loading the package does not count as time of its code.
    await thread.inTime(call, Number.POSITIVE_INFINITY, () => thread.ask(call, { do: 'more' }));
    return thread;
  }

  private constructor(source: Pick<Start, 'code' | 'wasm'>, limits: Limits) {
    this.#limits = limits;
    const { memory, instructions, bytecode } = limits;
    const workerData: Start = {
      ...source,
      ...{ memory: memory * 2 ** 20, instructions: instructions * 1000, bytecode },
    };
    this.#worker = new Worker(threadFile(built('worker/lua.js')), {
      workerData,
      ...{ env: {}, argv: [], execArgv: [], stdin: true, stdout: true, stderr: true },
      resourceLimits: { maxOldGenerationSizeMb: MEGABYTES, stackSizeMb: 16 },
    });
    // Without a call it keeps no process alive.
    this.#worker.unref();
    this.#worker.on('message', (reply: Reply) => {
      this.#waiting?.resolve(reply);
      this.#waiting = undefined;
    });
    this.#worker.on('error', (error) => this.end(error));
    this.#worker.on('exit', () => this.end(new Error('the thread of Lua ended')));
  }

  /** What the turns of calls need. */
  ref(): void {
    this.#worker.ref();
  }

  unref(): void {
    this.#worker.unref();
  }

  /**
   * Runs `work` for at most a time in milliseconds, or until the deadline of the call: then, or if the
   * caller aborts, the thread is ended.
   */
  inTime<T>(call: Call, time: number, work: () => Promise<T>): Promise<T> {
    const end = (error: Error) => this.end(error);
    return endInTime(call, { time, what: 'the code', end }, work);
  }

  /** Sends a request and waits for its reply. */
  async ask(call: Call, request: Request): Promise<Reply> {
    const reply = await new Promise<Reply>((resolve, reject) => {
      if (!this.isRunning) return reject(this.#ended);
      this.#waiting = { resolve, reject };
      this.#worker.postMessage(request);
    }).catch((error) => {
      throw isOwnError(error) ? error : broken(call, error, this.#limits);
    });
    const { failure } = reply;
    if (!failure) return reply;
    const error = failed(call, failure, this.#limits);
    if (failure.reason === 'LIMIT' || failure.reason === 'BROKEN') this.end(error);
    outputs.set(error, Buffer.from(reply.output).toString());
    throw error;
  }

  /** Ends the thread, whatever it does. */
  end(error: unknown): void {
    if (!this.isRunning) return;
    this.isRunning = false;
    this.#ended = error;
    void this.#worker.terminate();
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

const outputs = new WeakMap<object, string>();

/** What code had printed before its error. */
export function outputOf(error: unknown): string {
  return outputs.get(error as object) ?? '';
}

function isOwnError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'exitStatus' in error;
}

function failed(call: Call, failure: Failure, limits: Limits): Error {
  const { reason, traceback } = failure;
  const { method } = call;
  const message = call.redactor.text(failure.message);
  if (reason === 'BROKEN') return broken(call, failure, limits);
  if (reason === 'LIMIT') {
    const what = `the code ran more than ${limits.instructions * 1000} instructions, and was ended`;
    return new ServiceError({ method, message: what, reason: 'LUA_INSTRUCTIONS' });
  }
  if (reason === 'VALUE') return new ServiceError({ method, message, reason: 'LUA_VALUE' });
  const hint =
    reason === 'LUA_ERRMEM' ? `Lua may use ${limits.memory} MiB, for code and values.` : undefined;
  const details = traceback ? { traceback: call.redactor.text(traceback) } : {};
  return new ServiceError({ method, message, hint, reason, details });
}

function broken(call: Call, { message }: { message: string }, { memory }: Limits): ServiceError {
  return new ServiceError({
    method: call.method,
    message: `the Lua state broke, and was ended: ${call.redactor.text(message).slice(0, 200)}`,
    hint: `It may use ${memory} MiB of memory. Bytecode that was not compiled by Lua 5.4 can break it.`,
    reason: 'LUA_BROKEN',
  });
}

/** @throws {InputError} A limit is out of range. */
export function checkLimits(call: Call, { time, memory, instructions }: Limits): void {
  const refused = (param: string, takes: string) => {
    throw new InputError({
      method: call.method,
      param,
      message: `${call.label(param)} must be ${takes}`,
    });
  };
  if (!(time >= 1)) refused('time', 'at least 1');
  if (!(memory >= 20 && memory <= 2048)) refused('memory', 'from 20 to 2048');
  if (!(instructions >= 0)) refused('instructions', '0 or more');
}
