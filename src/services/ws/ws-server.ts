import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocketServer } from 'ws';
import { type ListeningServer, listen } from '../../core/access/listen.js';
import { upgradesOnly } from '../../core/access/upgrades.js';
import { Changes } from '../../core/connection/changes.js';
import { addressOf } from '../../core/connection/connect.js';
import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import type { Call } from '../../core/definition/call.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import { driver } from './packages.js';
import { LARGEST, Peer } from './peer.js';
import type { ConnectionMessage, Done, NotDone, ServerConnection } from './types.js';

export interface ServerOptions {
  host: string;
  port: number;
  poolSize: number;
  /** The web pages that may connect besides those of the server's own address. */
  origins: readonly string[];
}

interface Client {
  peer: Peer;
  address: string;
}

/** A server with its clients: `await using server = await startServer(…)`. */
export class WsServer implements Connection {
  readonly host: string;
  /** @internal */
  readonly log: ConnectionLog | undefined;
  readonly #changes = new Changes();
  readonly #clients = new Map<string, Client>();
  /** Clients with unread messages, in the order in which they arrived. */
  readonly #waiting = new Set<string>();
  readonly #origins: readonly string[];
  #server!: ListeningServer;
  #isOpen = true;

  private constructor({ host, origins }: ServerOptions, log: ConnectionLog | undefined) {
    this.host = host;
    this.log = log;
    this.#origins = origins;
  }

  /** @internal */
  static async start(options: ServerOptions, call: Call, log?: ConnectionLog): Promise<WsServer> {
    const { WebSocketServer } = await import('ws').catch(elsewhere(driver, 'ws'));
    const { host, port, poolSize } = options;
    const server = new WsServer(options, log);
    const upgrader = new WebSocketServer({ noServer: true, maxPayload: LARGEST });
    const onConnection = upgradesOnly((request, socket, head) =>
      server.#upgrade(upgrader, request, socket, head),
    );
    const where = { host, port, mostConnections: poolSize };
    server.#server = await listen(call, where, onConnection);
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

  #upgrade(
    upgrader: WebSocketServer,
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
  ): void {
    if (!this.#isOpen || !this.#mayConnect(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const id = randomUUID();
    const address = addressOf(socket.remoteAddress ?? '', socket.remotePort ?? 0);
    upgrader.handleUpgrade(request, socket, head, (client) => {
      const peer = new Peer(client, address, socket);
      this.#clients.set(id, { peer, address });
      this.log?.add(`${address} connected`);
      client.on('message', () => {
        this.#waiting.add(id);
        this.#changes.happened();
      });
      client.once('close', (code: number) => {
        this.log?.add(`${address} disconnected (${code})`);
        this.#forgetIfDone(id);
        this.#changes.happened();
      });
    });
  }

  /** A browser says which page connects. A page of another site must be named: it is not the user. */
  #mayConnect({ headers: { origin, host } }: IncomingMessage): boolean {
    if (origin === undefined || this.#origins.includes('*')) return true;
    if (this.#origins.some((one) => one.toLowerCase() === origin.toLowerCase())) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }

  #forgetIfDone(id: string): void {
    const client = this.#clients.get(id);
    if (!client?.peer.isClosed || client.peer.unread > 0) return;
    this.#clients.delete(id);
    this.#waiting.delete(id);
  }

  /** @internal */
  list(): ServerConnection[] {
    return Array.from(this.#clients, ([connectionId, { peer, address }]) => {
      return { connectionId, address, isActive: peer.isOpen };
    });
  }

  /** The message that has waited longest. @internal */
  async next(timeout: number, call: Call): Promise<ConnectionMessage | NotDone> {
    for (;;) {
      for (const id of this.#waiting) {
        const found = this.#take(id);
        if (found) return found;
      }
      if (!this.#isOpen) return { result: false, error: 'the server was stopped' };
      if (!(await this.#changes.next(call, timeout))) {
        return { result: false, error: `no message arrived within ${timeout / 1000} s` };
      }
    }
  }

  /** The next message of one client. @internal */
  async messageOf(id: string, timeout: number, call: Call): Promise<ConnectionMessage | NotDone> {
    for (;;) {
      const client = this.#clients.get(id);
      if (!client) return unknown(id);
      const found = this.#take(id);
      if (found) return found;
      const { peer } = client;
      if (peer.isClosed || !(await peer.changes.next(call, timeout))) return peer.whyNone(timeout);
    }
  }

  #take(connectionId: string): ConnectionMessage | undefined {
    const client = this.#clients.get(connectionId);
    this.#waiting.delete(connectionId);
    const arrived = client?.peer.take();
    if (!client || !arrived) return undefined;
    // Its other messages wait behind those of the other clients.
    if (client.peer.unread > 0) this.#waiting.add(connectionId);
    this.#forgetIfDone(connectionId);
    const { address, peer } = client;
    const type = arrived.isBinary ? 'binary' : 'text';
    this.log?.add(`Received ${arrived.data.length} bytes from ${address}`);
    const message = arrived.data;
    return { result: true, connectionId, address, isActive: peer.isOpen, type, message };
  }

  /** @internal */
  async send(id: string, data: string | Uint8Array, call: Call): Promise<Done | NotDone> {
    const client = this.#clients.get(id);
    if (!client) return unknown(id);
    if (!client.peer.isOpen) return client.peer.whyNone(0);
    await client.peer.send(data, call);
    this.log?.add(`Sent ${data.length} to ${client.address}`);
    return { result: true };
  }

  /** Closes the connection of a client; its unread messages are lost if it is removed at once. @internal */
  async disconnect(id: string, isRemoved: boolean): Promise<Done | NotDone> {
    const client = this.#clients.get(id);
    if (!client) return unknown(id);
    await client.peer.close(undefined, 1000);
    if (isRemoved) {
      this.#clients.delete(id);
      this.#waiting.delete(id);
    }
    return { result: true };
  }

  /** Stops listening, and closes all connections. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.log?.add('Stopped');
    const stopped = this.#server.stop();
    await Promise.all(
      Array.from(this.#clients.values(), ({ peer }) => peer.close(undefined, 1001)),
    );
    this.#clients.clear();
    this.#changes.happened();
    await stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const unknown = (id: string): NotDone => {
  return { result: false, error: `there is no connection "${id.slice(0, 80)}": it was closed` };
};
