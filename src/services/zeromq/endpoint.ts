import type { Socket } from 'node:net';
import { Changes } from '../../core/connection/changes.js';
import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import type { Call } from '../../core/definition/call.js';
import type { Message } from '../../core/zmtp/frames.js';
import { Peer, type SharedMemory } from '../../core/zmtp/peer.js';
import type { SocketType } from '../../core/zmtp/socket-types.js';
import { alreadyClosed } from './failure.js';
import { Inbox } from './inbox.js';
import type { PeerSource } from './link.js';
import { Unsent } from './unsent.js';

/** What an endpoint is opened with. */
export interface EndpointOptions {
  log: ConnectionLog | undefined;
  /** How long closing waits for messages that were not sent yet, in milliseconds. */
  linger: number;
}

/** A ZeroMQ socket: connected to one peer, or bound to a port. Its subclasses know who gets what. */
export abstract class Endpoint implements Connection {
  abstract readonly type: SocketType;
  /** @internal */
  readonly log: ConnectionLog | undefined;
  /** The peers whose handshake is done. @internal */
  readonly peers = new Set<Peer>();
  /** Messages, and the ends of connections. @internal */
  readonly changes = new Changes();
  /** Peers, and room to send. @internal */
  readonly room = new Changes();
  protected readonly inbox = new Inbox((isFull) => {
    for (const peer of this.peers) peer.pause(isFull);
  });
  readonly #linger: number;
  readonly #all = new Set<Peer>();
  readonly #memory: SharedMemory = { pending: 0 };
  protected source!: PeerSource;
  #isOpen = true;

  constructor({ log, linger }: EndpointOptions) {
    this.log = log;
    this.#linger = linger;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Where it is bound, or what it is connected to: `127.0.0.1:5555`. */
  get address(): string {
    return this.source.address;
  }

  /** The port to which it is bound. 0 if it is not bound, but connected. */
  get port(): number {
    return 'port' in this.source ? (this.source.port as number) : 0;
  }

  /** @internal */
  from(source: PeerSource): void {
    this.source = source;
  }

  /** @internal */
  readonly attach = (socket: Socket, address: string): Peer => {
    const peer = new Peer(this.type, socket, {
      address,
      memory: this.#memory,
      events: {
        ready: (one) => this.#ready(one),
        message: (one, parts) => this.arrived(one, parts),
        subscribed: () => this.room.happened(),
        drained: () => this.room.happened(),
        closed: (one, problem) => this.#closed(one, problem),
      },
    });
    this.#all.add(peer);
    return peer;
  };

  #ready(peer: Peer): void {
    this.peers.add(peer);
    this.log?.add(`Connected: ${peer.address}`);
    if (this.inbox.isFull) peer.pause(true);
    this.joined(peer);
    this.source.ready(peer);
    this.room.happened();
  }

  #closed(peer: Peer, problem: Error | undefined): void {
    this.#all.delete(peer);
    const wasReady = this.peers.delete(peer);
    if (this.#isOpen || problem) {
      const why = problem ? `: ${problem.message}` : '';
      this.log?.add(`${wasReady ? 'Disconnected' : 'Not connected'}: ${peer.address}${why}`);
    }
    if (wasReady) this.left(peer, problem);
    this.source.lost(peer, problem);
    this.changes.happened();
    this.room.happened();
  }

  /** A peer is ready. */
  protected joined(_: Peer): void {}

  /** A peer that was ready is closed. */
  protected left(_: Peer, __: Error | undefined): void {}

  protected arrived(peer: Peer, parts: Message): void {
    this.inbox.add(peer, parts);
    this.changes.happened();
  }

  /** The next message. `undefined` if there is none. @internal */
  take(): Message | undefined {
    return this.inbox.take()?.parts;
  }

  /** Waits for a message, in milliseconds; 0 for any time. `undefined` if none arrives. @internal */
  async next(longest: number, call: Call): Promise<Message | undefined> {
    for (;;) {
      if (!this.#isOpen) throw alreadyClosed(call);
      const found = this.take();
      if (found) return found;
      if (!(await this.changes.next(call, longest))) return undefined;
    }
  }

  /** The number of messages that no peer has got yet. */
  protected get unsent(): number {
    let count = 0;
    for (const peer of this.peers) count += peer.unsent;
    return count;
  }

  /**
   * Sends what was not sent yet, for as long as `linger` allows, and closes all connections.
   *
   * @throws {Unsent} Messages are left that had to be delivered.
   */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#flushed();
    await this.source.stop();
    const lost = this.unsent;
    const peers = [...this.#all];
    await Promise.all(peers.map((peer) => (this.#linger > 0 ? peer.close() : peer.destroy())));
    this.log?.add(lost > 0 ? `Closed; ${lost} messages were not sent` : 'Closed');
    this.changes.happened();
    this.room.happened();
    if (lost > 0 && this.mustDeliver) throw new Unsent(lost, this.#linger);
  }

  /** True if closing fails when messages are left. */
  protected get mustDeliver(): boolean {
    return false;
  }

  async #flushed(): Promise<void> {
    const latest = Date.now() + this.#linger;
    while (this.unsent > 0) {
      const left = latest - Date.now();
      if (left <= 0) return;
      await this.room.within(left);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
