import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { type ListeningServer, listen } from '../../core/access/listen.js';
import { Changes } from '../../core/connection/changes.js';
import { addressOf } from '../../core/connection/connect.js';
import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import type { Call } from '../../core/definition/call.js';
import { OintError } from '../../core/errors/errors.js';
import { Pipe } from './pipe.js';
import type { ConnectionData, Done, NotDone, ServerConnection } from './types.js';

export interface ServerOptions {
  host: string;
  port: number;
  poolSize: number;
}

/** How long a client may take to accept what is sent to it. */
const SLOWEST = 30_000;
/**
 * How long a client that has finished sending may wait for an answer. Most of them no longer exist:
 * the end of one side is all that a server sees of a client that has closed its connection.
 */
const LAST_WAIT = 60_000;

/** A server with its clients: `await using server = await startServer(…)`. */
export class TcpServer implements Connection {
  readonly host: string;
  /** @internal */
  readonly log: ConnectionLog | undefined;
  readonly #clients = new Map<string, Pipe>();
  /** Data from any client, or the end of one. @internal */
  readonly changes = new Changes();
  #server!: ListeningServer;
  #isOpen = true;

  private constructor(host: string, log: ConnectionLog | undefined) {
    this.host = host;
    this.log = log;
  }

  /** @internal */
  static async start(options: ServerOptions, call: Call, log?: ConnectionLog): Promise<TcpServer> {
    const { host, port, poolSize } = options;
    const server = new TcpServer(host, log);
    const where = { host, port, mostConnections: poolSize };
    server.#server = await listen(call, where, (socket) => server.#accept(socket));
    log?.add(`Listening on ${addressOf(host, server.port)}`);
    return server;
  }

  /** The port on which it listens. */
  get port(): number {
    return this.#server.port;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  #accept(socket: Socket): void {
    const id = randomUUID();
    const pipe = new Pipe(socket, addressOf(socket.remoteAddress ?? '', socket.remotePort ?? 0));
    this.#clients.set(id, pipe);
    this.log?.add(`${pipe.address} connected`);
    socket.on('data', () => this.#hasData(id));
    socket.once('end', () => {
      const timer = setTimeout(() => void pipe.close(), LAST_WAIT).unref();
      socket.once('close', () => clearTimeout(timer));
      this.changes.happened();
    });
    socket.once('close', () => {
      this.log?.add(`${pipe.address} disconnected`);
      this.forgetIfClosed(id);
      this.changes.happened();
    });
  }

  /** Clients with unread data, in the order in which it arrived. */
  readonly #waiting = new Set<string>();

  #hasData(id: string): void {
    this.#waiting.add(id);
    this.changes.happened();
  }

  /** A closed connection stays in the list until its data was read. @internal */
  forgetIfClosed(id: string): void {
    const pipe = this.#clients.get(id);
    if (!pipe || pipe.isOpen || pipe.unread > 0) return;
    this.#clients.delete(id);
    this.#waiting.delete(id);
  }

  /** The clients and their IDs. @internal */
  get clients(): ReadonlyMap<string, Pipe> {
    return this.#clients;
  }

  /** @internal */
  list(): ServerConnection[] {
    return Array.from(this.#clients, ([connectionId, { address, canRead, canWrite }]) => {
      return { connectionId, address, canRead, canWrite };
    });
  }

  /** The data of the client that has waited longest. @internal */
  async next(timeout: number, maxSize: number, call: Call): Promise<ConnectionData | NotDone> {
    for (let left = timeout; ; ) {
      for (const id of this.#waiting) {
        const found = this.#take(id, maxSize);
        if (found) return found;
      }
      const began = Date.now();
      if (!this.#isOpen) return { result: false, error: 'the server was stopped' };
      if (!(await this.changes.next(call, left))) return tooQuiet(timeout);
      if (timeout > 0) left = Math.max(1, left - (Date.now() - began));
    }
  }

  /** The data of one client. @internal */
  async dataOf(
    id: string,
    timeout: number,
    maxSize: number,
    call: Call,
  ): Promise<ConnectionData | NotDone> {
    for (;;) {
      const pipe = this.#clients.get(id);
      if (!pipe) return unknown(id);
      const found = this.#take(id, maxSize);
      if (found) return found;
      if (!pipe.canRead) return { result: false, error: `${pipe.address} has finished sending` };
      if (!(await pipe.changes.next(call, timeout))) return tooQuiet(timeout);
    }
  }

  #take(connectionId: string, maxSize: number): ConnectionData | undefined {
    const pipe = this.#clients.get(connectionId);
    this.#waiting.delete(connectionId);
    if (!pipe || pipe.unread === 0) return undefined;
    const message = pipe.takeNow(maxSize);
    // The rest waits behind the other clients.
    if (pipe.unread > 0) this.#waiting.add(connectionId);
    const { address, canRead: active } = pipe;
    this.forgetIfClosed(connectionId);
    this.log?.add(`Received ${message.length} bytes from ${address}`);
    return { result: true, connectionId, address, active, message };
  }

  /** @internal */
  async send(id: string, bytes: Uint8Array, call: Call): Promise<Done | NotDone> {
    const pipe = this.#clients.get(id);
    if (!pipe) return unknown(id);
    try {
      await pipe.send(bytes, SLOWEST, call);
      this.log?.add(`Sent ${bytes.length} bytes to ${pipe.address}`);
      return { result: true };
    } catch (error) {
      if (!(error instanceof OintError) || error.code === 'aborted') throw error;
      return { result: false, error: error.message };
    }
  }

  /** Does something with a client. @internal */
  async with(id: string, work: (pipe: Pipe) => unknown): Promise<Done | NotDone> {
    const pipe = this.#clients.get(id);
    if (!pipe) return unknown(id);
    await work(pipe);
    this.forgetIfClosed(id);
    return { result: true };
  }

  /** Stops listening, and closes all connections. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.log?.add('Stopped');
    const stopped = this.#server.stop();
    await Promise.all(Array.from(this.#clients.values(), (pipe) => pipe.close()));
    this.#clients.clear();
    this.changes.happened();
    await stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const unknown = (id: string): NotDone => {
  return { result: false, error: `there is no connection "${id.slice(0, 80)}": it was closed` };
};

const tooQuiet = (timeout: number): NotDone => {
  return { result: false, error: `no data arrived within ${timeout / 1000} s` };
};
