import type { Socket } from 'node:net';
import type { Call } from '../definition/call.js';
import type { OintError } from '../errors/errors.js';
import type { ConnectionLog } from './connection-log.js';
import { lostConnection } from './lost.js';
import { Task } from './task.js';

/** TCP keep-alive of the system: it needs no timer here. */
const KEEP_ALIVE = 15_000;
/** How long a server may take to read what was sent before closing. */
const FAREWELL = 1_000;

interface LinkSpec {
  /** Host and port, for messages. */
  address: string;
  log?: ConnectionLog | undefined;
}

/**
 * The socket of an open connection and the calls that use it. It keeps the process alive only while
 * a call uses it, and when it ends, all of them fail at once.
 */
export class Link {
  readonly address: string;
  readonly log: ConnectionLog | undefined;
  readonly #socket: Socket;
  readonly #tasks = new Set<Task>();
  #isOpen = true;
  #lost: (Error & { code?: string | number }) | undefined;
  /** Resolves when the last call in the queue is done. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(socket: Socket, { address, log }: LinkSpec) {
    this.#socket = socket;
    this.address = address;
    this.log = log;
    socket.setKeepAlive(true, KEEP_ALIVE);
    socket.unref();
    socket.on('error', (error) => {
      this.#lost ??= error;
      // A driver may take away the listener for the end that follows.
      this.#end();
    });
    socket.once('close', () => this.#end());
    socket.once('end', () => this.#end());
    if (socket.destroyed || socket.readableEnded) this.#end();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Uses the connection together with other calls. */
  async use<R>(call: Call, work: (task: Task) => Promise<R>): Promise<R> {
    if (!this.#isOpen) throw lostConnection(call, this.address, this.#lost);
    const task = new Task(call);
    if (this.#tasks.size === 0) this.#socket.ref();
    this.#tasks.add(task);
    try {
      return await work(task);
    } catch (error) {
      this.log?.add(call.redactor.text(`Error: ${(error as Error).message}`));
      throw error;
    } finally {
      task.end();
      this.#tasks.delete(task);
      if (this.#tasks.size === 0) this.#socket.unref();
    }
  }

  /**
   * Uses the connection alone: other calls wait until it is done. If the call ends early, the
   * connection is closed, because the rest of its response would be taken for that of the next call.
   */
  alone<R>(call: Call, work: (task: Task) => Promise<R>): Promise<R> {
    return this.use(call, async (task) => {
      const before = this.#last;
      let next!: () => void;
      this.#last = new Promise<void>((resolve) => {
        next = resolve;
      });
      try {
        await task.promise(before);
        return await work(task).finally(() => {
          if (task.failure) this.drop();
        });
      } finally {
        void before.then(next);
      }
    });
  }

  /** Data arrived: the calls in progress wait for more. */
  touch(): void {
    for (const task of this.#tasks) task.touch();
  }

  /** Ends the connection at once, and each of its calls with an error. */
  drop(errorFor?: (call: Call) => OintError): void {
    if (errorFor) for (const task of this.#tasks) task.fail(errorFor(task.call));
    this.#end();
  }

  /** Closes the connection. Does nothing if it is already closed. */
  async close(farewell: () => void = () => {}): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.log?.add('Closed');
    farewell();
    this.#socket.ref();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, FAREWELL);
      this.#socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      // What was sent before is still delivered.
      this.#socket.destroySoon();
    });
    this.#end();
  }

  #end(): void {
    if (this.#isOpen) {
      this.log?.add(`Connection lost: ${this.#lost?.message ?? 'closed by the server'}`);
    }
    this.#isOpen = false;
    for (const task of this.#tasks) task.fail(lostConnection(task.call, this.address, this.#lost));
    this.#socket.destroy();
  }
}
