import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { built } from '../../core/built.js';
import { endInTime } from '../../core/connection/end-in-time.js';
import type { Call } from '../../core/definition/call.js';
import { MissingPackageError, ServiceError } from '../../core/errors/errors.js';
import { findPackage } from '../../core/packages/find-package.js';
import { npmLine } from '../../core/packages/package-set.js';
import { didYouMean } from '../../core/util/did-you-mean.js';
import { isExecutable } from '../../core/util/executable.js';
import { driver } from './packages.js';
import type { Failure, Reply, Request } from './worker/protocol.js';

/** Who waits for the reply. */
interface Waiting {
  resolve(reply: Reply): void;
  reject(error: unknown): void;
}

/** How long a component has to end, in milliseconds. */
const CLOSING = 5_000;

/** How much of what a component printed last is kept, for the error if it crashes. */
const MOST_OUTPUT = 2_000;

/**
 * The process of a component: a component that crashes ends it, and nothing else. It can also be ended
 * while the component does anything.
 */
export class ComponentProcess {
  readonly #child: ChildProcess;
  readonly #onPrinted: (line: string) => void;
  #waiting: Waiting | undefined;
  /** Why it ended. */
  #ended: unknown;
  #printed = '';
  isRunning = true;

  static start(onPrinted: (line: string) => void): ComponentProcess {
    if (isExecutable()) {
      const message = 'components cannot be loaded by this executable';
      const hint = 'Install OInt with npm instead: npm install -g oint';
      throw new MissingPackageError({ message, hint });
    }
    if (findPackage(driver, 'koffi')) return new ComponentProcess(onPrinted);
    const message = 'this needs the package koffi, which is not installed';
    const hint = `Install it: oint install ${driver.name}; or in your project: ${npmLine(driver)}`;
    throw new MissingPackageError({ message, hint });
  }

  private constructor(onPrinted: (line: string) => void) {
    this.#onPrinted = onPrinted;
    const { NODE_OPTIONS, ...env } = process.env;
    this.#child = fork(fileURLToPath(built('worker/nativeapi.js')), {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // All calls run in one thread, as in 1C.
      env: { ...env, UV_THREADPOOL_SIZE: '1' },
    });
    this.#child.on('message', (reply: Reply) => this.#settle((waiting) => waiting.resolve(reply)));
    this.#child.on('error', (error) => this.#lost(error));
    this.#child.on('exit', (code, signal) => this.#lost(new Crash(code, signal)));
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.#print(text));
    }
    this.unref();
  }

  /** What the turns of calls need. */
  ref(): void {
    this.#child.ref();
    this.#child.channel?.ref();
  }

  unref(): void {
    this.#child.unref();
    this.#child.channel?.unref();
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      (stream as unknown as { unref?(): void } | null)?.unref?.();
    }
  }

  #print(text: string): void {
    this.#printed = (this.#printed + text).slice(-MOST_OUTPUT);
    for (const line of text.split('\n')) if (line) this.#onPrinted(line);
  }

  /** Sends a request and waits for its reply, for at most a time in milliseconds. */
  async ask(call: Call, time: number, request: Request): Promise<Reply> {
    const end = (error: Error) => this.end(error);
    try {
      return await endInTime(call, { time, what: 'the component', end }, () => this.#ask(request));
    } catch (error) {
      throw error instanceof Crash ? this.#crashed(call, error) : error;
    }
  }

  #ask(request: Request): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (!this.isRunning) return reject(this.#ended);
      this.#waiting = { resolve, reject };
      this.#child.send(request);
    });
  }

  /** Lets the component end what it has open, for a while, and ends the process. */
  async close(): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, CLOSING).unref());
    await Promise.race([this.#ask({ do: 'close' }).catch(() => {}), late]);
    this.end(new Error('the host was closed'));
  }

  /** Ends the process, whatever it does. */
  end(error: unknown): void {
    this.#lost(error);
    this.#child.kill('SIGKILL');
  }

  #lost(error: unknown): void {
    if (!this.isRunning) return;
    this.isRunning = false;
    this.#ended = error;
    this.#settle((waiting) => waiting.reject(error));
  }

  #settle(done: (waiting: Waiting) => void): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) done(waiting);
  }

  #crashed(call: Call, { how }: Crash): ServiceError {
    const printed = this.#printed.trim();
    return new ServiceError({
      method: call.method,
      message: `the component ended its process: ${how}`,
      reason: 'NATIVE_CRASHED',
      ...(printed && { details: { printed: call.redactor.text(printed) } }),
    });
  }
}

/** The process ended by itself. */
class Crash extends Error {
  readonly how: string;

  constructor(code: number | null, signal: string | null) {
    const how = signal ?? `exit status ${code}`;
    super(how);
    this.how = how;
  }
}

/** The error of a request that the component could not fulfill. */
export function failed(call: Call, { reason, message, known }: Failure): ServiceError {
  const text = call.redactor.text(message);
  const hint = known && didYouMean(quoted(message), known);
  return new ServiceError({ method: call.method, message: text, reason, hint });
}

function quoted(message: string): string {
  return /"(.*)"/.exec(message)?.[1] ?? '';
}
