import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { tooLate } from '../connection/connect-in-time.js';
import type { ConnectionLog } from '../connection/connection-log.js';
import { inTime } from '../connection/in-time.js';
import { Turns } from '../connection/turns.js';
import type { Call } from '../definition/call.js';
import { OintError } from '../errors/errors.js';

/** What differs between the drivers of databases. */
interface ServerSpec {
  socket: Socket;
  /** Events of the driver that mean that the connection has ended, besides the end of the socket. */
  endsWith: readonly (readonly [EventEmitter, string])[];
  log: ConnectionLog;
  /** Host and port, for messages. */
  host: string;
  password: string | undefined;
  /** Time limit for the server's reaction when a call has ended, in milliseconds. */
  patience: number;
  /** The error for what a statement failed with. */
  failureOf(call: Call, thrown: unknown, sql: string): unknown;
  /** Asks the server to end the statement that runs. */
  cancel(): Promise<void>;
}

/** Time limit for a rollback. */
const UNDOING = 30_000;

/** An open connection to a database server and the calls that use it, one after another. */
export class ServerLink {
  readonly log: ConnectionLog;
  /** Resolves when the connection has ended, whichever side ended it. */
  readonly gone: Promise<void>;
  readonly #spec: ServerSpec;
  readonly #turns: Turns;
  #isOpen = true;

  constructor(spec: ServerSpec) {
    this.#spec = spec;
    this.log = spec.log;
    this.gone = new Promise((resolve) => {
      const gone = () => {
        if (this.#isOpen) this.log.add('The server closed the connection');
        this.#isOpen = false;
        resolve();
      };
      for (const [emitter, event] of spec.endsWith) emitter.once(event, gone);
      spec.socket.once('close', gone);
    });
    this.#turns = new Turns(spec.socket);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Says goodbye, and waits for the end. Does nothing if the connection is already closed. */
  async close(farewell: () => void): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.log.add('Connection closed');
    farewell();
    // Do not wait for a server that does not respond to the goodbye.
    const timer = setTimeout(() => this.#spec.socket.destroy(), this.#spec.patience);
    await this.gone;
    clearTimeout(timer);
  }

  /** Runs something alone on the connection: other calls wait until it is done. */
  async alone<R>(call: Call, work: () => Promise<R>): Promise<R> {
    const release = await this.take(call);
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** Waits until the connection is free and reserves it; returns a release function. */
  take(call: Call): Promise<() => void> {
    call.redactor.add(this.#spec.password);
    return this.#turns.take((before) => this.#inTime(call, before, async () => {}));
  }

  /** Waits for a statement until the call's deadline, and then ends it. */
  async guarded<T>(call: Call, sql: string, work: Promise<T>): Promise<T> {
    try {
      return await this.#inTime(call, work, () => this.stop(work));
    } catch (thrown) {
      const error = this.#spec.failureOf(call, thrown, sql);
      if (error instanceof OintError) {
        if (error.code === 'connection') this.drop();
        this.log.add(call.redactor.text(`Error: ${error.message}`));
      }
      throw error;
    }
  }

  /** Asks the server to end a statement; if it does not, the connection cannot be used any more. */
  async stop(work: Promise<unknown>): Promise<void> {
    await this.#spec.cancel();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, this.#spec.patience, 'late');
    });
    const settled = work.then(
      () => 'settled',
      () => 'settled',
    );
    const first = await Promise.race([settled, late]);
    clearTimeout(timer);
    if (first === 'late') this.drop();
  }

  /** Undoes what a failed call started, even after its deadline. */
  async undo<R>(sql: string, work: () => Promise<R>): Promise<R> {
    this.log.add(`SQL: ${sql}`);
    const timer = setTimeout(() => this.drop(), UNDOING);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Shows a statement in the log and in the debug output. */
  say(call: Call, sql: string, values: readonly unknown[]): void {
    this.log.add(call.redactor.text(`SQL: ${sql}`));
    const with_ = values.length > 0 ? ` -- with ${values.length} values` : '';
    call.debug(() => `> ${sql}${with_}`);
  }

  drop(): void {
    this.#isOpen = false;
    this.#spec.socket.destroy();
  }

  #inTime<T>(call: Call, work: Promise<T>, stop: () => Promise<void>): Promise<T> {
    const what = `the query on ${this.#spec.host} did not finish`;
    const late = () => tooLate(call, 'timeout', call.limit('timeout'), what);
    return inTime(call, work, { late, stop });
  }
}
